import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import classes from './Explore.module.css';

/** Asking in words and writing SQL are two addresses of one page. */
export function ExploreTabs(): ReactElement {
  return (
    <nav className={classes.tabs} aria-label="Ways to explore">
      <Link to="/data-explorer" className={classes.tab} activeOptions={{ exact: true, includeSearch: false }}>
        Ask
      </Link>
      <Link to="/data-explorer/sql" className={classes.tab} activeOptions={{ includeSearch: false }}>
        SQL
      </Link>
    </nav>
  );
}
