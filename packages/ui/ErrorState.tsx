import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { CopyButton } from './CopyButton';
import type { Failure } from './failure';
import classes from './States.module.css';

type Props = {
  failure: Failure;
  what: string;
  onRetry?: () => void;
  /** Data from before is still on the screen: one line instead of a panel. */
  stale?: boolean;
  /** What still works, when that isn't plain. */
  unaffected?: string;
};

export function ErrorState({ failure, what, onRetry, stale = false, unaffected }: Props): ReactElement {
  return (
    <section className={classes.state} data-kind="error" data-stale={stale || undefined} role="alert">
      <h2 className={classes.title}>
        {stale ? `Couldn't renew ${what}; this is from before` : `Couldn't load ${what}`}
      </h2>
      <div className={classes.text}>
        {failure.detail} {failure.next_step}
        {unaffected !== undefined && <> {unaffected}</>}
      </div>
      <div className={classes.action}>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {failure.request_id !== null && (
          <span className={classes.request}>
            Request {failure.request_id} <CopyButton text={failure.request_id} label="Copy the request id" />
          </span>
        )}
      </div>
    </section>
  );
}
