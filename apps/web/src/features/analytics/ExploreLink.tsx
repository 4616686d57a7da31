import { IconMessageQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import classes from './ExploreLink.module.css';
import { exploreSearch, type Figure, type View } from './model';

type Props = { view: View; figure: Figure; label: string };

/** From a figure to questions about it: the same days, filters and comparison. */
export function ExploreLink({ view, figure, label }: Props): ReactElement {
  return (
    <Link
      to="/data-explorer"
      search={exploreSearch(view, figure)}
      className={classes.link}
      aria-label={`Explore ${label}`}
      title={`Explore ${label}`}
    >
      <IconMessageQuestion size={14} aria-hidden="true" />
    </Link>
  );
}
