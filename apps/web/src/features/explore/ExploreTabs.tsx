import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import classes from './Explore.module.css';

type Props = { onSql: boolean };

/** Asking in words and writing SQL are two addresses of one page. Told which: a part that reads the router's state itself,
 * as the frame does, would break the frame's script into many small files. */
export function ExploreTabs({ onSql }: Props): ReactElement {
  return (
    <nav className={classes.tabs} aria-label="Ways to explore">
      <Link to="/data-explorer" className={classes.tab} data-open={!onSql || undefined}>
        Ask
      </Link>
      <Link to="/data-explorer/sql" className={classes.tab} data-open={onSql || undefined}>
        SQL
      </Link>
    </nav>
  );
}
