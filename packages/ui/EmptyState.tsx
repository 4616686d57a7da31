import type { ReactElement, ReactNode } from 'react';
import classes from './States.module.css';

export type EmptyProps = {
  title: string;
  /** One sentence: why, or what this page is for. */
  children?: ReactNode;
  /** The one thing that fixes it. */
  action?: ReactNode;
  /** It is all that the page has: its title is the page's. */
  isPage?: boolean;
};

export function EmptyState({ title, children, action, isPage = false }: EmptyProps): ReactElement {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className={classes.state}>
      <Heading className={classes.title}>{title}</Heading>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </section>
  );
}
