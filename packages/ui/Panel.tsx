import { useId, type ReactElement, type ReactNode } from 'react';
import classes from './Panel.module.css';

type Props = {
  title: ReactNode;
  tools?: ReactNode;
  flush?: boolean;
  children: ReactNode;
};

/** A block of a page: a title, its tools at the right, its body. Hairlines, no shadow. */
export function Panel({ title, tools, flush = false, children }: Props): ReactElement {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        {tools !== undefined && <div className={classes.tools}>{tools}</div>}
      </div>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
