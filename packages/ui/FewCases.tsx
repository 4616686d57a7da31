import type { ReactElement } from 'react';
import classes from './FewCases.module.css';

/** Beside a rate that says little, as there is little under it; before it where figures stand under each other.
 * `why` is shown on hover. */
export function FewCases({ why }: { why: string | null }): ReactElement | null {
  if (why === null) return null;
  return (
    <>
      {' '}
      <span className={classes.few} title={why}>
        few cases
      </span>{' '}
    </>
  );
}
