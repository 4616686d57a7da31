import type { ReactElement, ReactNode } from 'react';
import classes from './States.module.css';

export type EmptyProps = {
  title: string;
  /** One sentence: why, or what this page is for. */
  children?: ReactNode;
  /** The one thing that fixes it. */
  action?: ReactNode;
};

export function EmptyState({ title, children, action }: EmptyProps): ReactElement {
  return (
    <section className={classes.state}>
      <h2 className={classes.title}>{title}</h2>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </section>
  );
}
