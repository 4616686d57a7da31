import { getRouteApi } from '@tanstack/react-router';
import { Command } from '@truffle/ui/Command';
import type { ReactElement } from 'react';
import { useTitle } from '@/lib/title';
import classes from './Entrance.module.css';

const route = getRouteApi('/signin');

const notes: Record<string, string> = {
  used: 'This link was used already, or it is too old. A link works once. Make a new one; what you had open is kept.',
  failed:
    "The server could not be reached, so the link wasn't used. Check that truffle is running and open the link again.",
  expired:
    'You were signed out because the session ended. Drafts are kept, and you come back to the same page.',
  left: 'You are signed out.',
};

/** In with one link, printed by the server; no password exists. */
export function SignIn(): ReactElement {
  useTitle('Sign in');
  const { state } = route.useSearch();
  const note = state === undefined ? undefined : notes[state];
  return (
    <main className={classes.page}>
      <div className={classes.product}>Random Truffle</div>
      <section className={classes.card}>
        <h1 className={classes.title}>Sign in</h1>
        {note !== undefined && (
          <p
            className={classes.note}
            role="status"
            data-bad={state === 'used' || state === 'failed' || undefined}
          >
            {note}
          </p>
        )}
        <p className={classes.text}>
          Open the one-time link that the server printed when it started, or make a new one on its machine:
        </p>
        <Command>truffle signin</Command>
        <p className={classes.quiet}>The link opens this page and signs you in. It works once.</p>
      </section>
    </main>
  );
}
