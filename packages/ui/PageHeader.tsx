import type { ReactElement, ReactNode } from 'react';
import classes from './PageHeader.module.css';

type Props = { title: string; above?: ReactNode; under?: ReactNode; children?: ReactNode };

/** The one h1 of a page, what stands under it, and its actions at the right. */
export function PageHeader({ title, above, under, children }: Props): ReactElement {
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {above !== undefined && <div className={classes.above}>{above}</div>}
        <h1 className={classes.title}>{title}</h1>
        {under !== undefined && <div className={classes.under}>{under}</div>}
      </div>
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
