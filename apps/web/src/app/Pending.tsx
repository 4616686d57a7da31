import { SlowNote } from '@truffle/ui/SlowNote';
import type { ReactElement } from 'react';
import classes from './Pending.module.css';

/** Seen only when the first answer or a page's code takes longer than a second. */
export function Pending(): ReactElement {
  return (
    <main className={classes.pending} aria-busy="true">
      <h1 className={classes.text}>Loading</h1>
      <SlowNote what="Still waiting for the server." />
    </main>
  );
}
