import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import { ApiError } from '@/lib/api';
import classes from './Sql.module.css';

type Props = { error: unknown; onRetry: () => void };

/** Why there is no answer: refused, too slow, too many this hour, or something broke. */
export function SqlProblem({ error, onRetry }: Props): ReactElement {
  const failure = failureOf(error);
  if (failure.status === 422) {
    return (
      <section className={classes.problem} role="alert">
        <p>
          <strong>Not run:</strong> {failure.detail}
        </p>
        <p className={classes.hint}>{failure.next_step}</p>
      </section>
    );
  }
  const wait = error instanceof ApiError ? error.retryAfter : null;
  const why =
    failure.status === 429
      ? `Questions in words still work.${wait === null ? '' : ` The next statement may run in ${inWords(wait)}.`}`
      : failure.status === 504
        ? 'It was stopped after 30 s: read fewer days or columns, or count instead of listing.'
        : null;
  return (
    <ErrorState
      failure={failure}
      what="the answer"
      {...(failure.status === 429 ? {} : { onRetry })}
      {...(why === null ? {} : { unaffected: why })}
    />
  );
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
}
