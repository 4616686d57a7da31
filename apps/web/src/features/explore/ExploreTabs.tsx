import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import classes from './Explore.module.css';

/** Asking in words and writing SQL are two addresses of one page. */
export function ExploreTabs(): ReactElement {
  const onSql = useRouterState({ select: (state) => state.location.pathname.endsWith('/sql') });
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
