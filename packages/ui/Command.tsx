import type { ReactElement } from 'react';
import { CopyButton } from './CopyButton';
import classes from './Command.module.css';

type Props = { children: string };

/** A line for the terminal, ready to copy. */
export function Command({ children }: Props): ReactElement {
  return (
    <span className={classes.command}>
      <code className={classes.text}>{children}</code>
      <CopyButton text={children} label={`Copy ${children}`} />
    </span>
  );
}
