import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import { makeStale } from '@/lib/stale';
import classes from './DecisionError.module.css';
import { isChangedSince } from './useDecide';

type Props = { error: unknown; onClose: () => void };

/** Why a decision was not taken; a request that changed is shown again as it is now. */
export function DecisionError({ error, onClose }: Props): ReactElement {
  const client = useQueryClient();
  const failure = failureOf(error);
  if (!isChangedSince(error)) return <ErrorState failure={failure} what="the decision" />;
  return (
    <div className={classes.changed} role="alert">
      <strong>This request is no longer what you were shown. Nothing was decided.</strong>
      <p className={classes.text}>
        {failure.detail} {failure.next_step}
      </p>
      <Button
        variant="default"
        onClick={() => {
          onClose();
          void makeStale(client, 'approvals', 'activation', 'me');
        }}
      >
        Show what waits now
      </Button>
    </div>
  );
}
