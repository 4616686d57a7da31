import type { ReactElement, ReactNode } from 'react';
import { EmptyState, type EmptyProps } from './EmptyState';
import { ErrorState } from './ErrorState';
import { failureOf } from './failure';
import { NoPermission } from './NoPermission';
import { SlowNote } from './SlowNote';
import classes from './QueryView.module.css';

/** The part of a query's result that a view needs; TanStack Query's fits. */
export interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

type Props<T> = {
  query: QueryLike<T>;
  /** What failed or is missing, after "Couldn't load": "the audiences". */
  what: string;
  /** The shape of what will come, in its final size. */
  skeleton: ReactNode;
  /** Says when there is nothing to show, and what to do about it. */
  empty?: (data: T) => EmptyProps | null;
  /** Who can see this, for a person who can't. */
  whoCan?: string;
  onCancel?: () => void;
  children: (data: T) => ReactNode;
};

/** The six states of a view: first load, refresh, empty, error, no permission, and data that could not be renewed. */
export function QueryView<T>({
  query,
  what,
  skeleton,
  empty,
  whoCan,
  onCancel,
  children,
}: Props<T>): ReactElement {
  const retry = (): void => void query.refetch();
  if (query.data === undefined) {
    if (query.error) {
      const failure = failureOf(query.error);
      if (failure.status === 403) return <NoPermission what={what} whoCan={whoCan} detail={failure.detail} />;
      return <ErrorState failure={failure} what={what} onRetry={retry} />;
    }
    return (
      <div className={classes.first} aria-busy="true">
        <div className={classes.late}>{skeleton}</div>
        <SlowNote onCancel={onCancel} />
        <span className="rt-sr" role="status">
          Loading {what}
        </span>
      </div>
    );
  }
  const nothing = empty?.(query.data) ?? null;
  return (
    <div
      className={classes.view}
      data-refreshing={query.isFetching || undefined}
      aria-busy={query.isFetching}
    >
      {query.isFetching && <div className={classes.bar} aria-hidden="true" />}
      {query.error && !query.isFetching ? (
        <ErrorState failure={failureOf(query.error)} what={what} onRetry={retry} stale />
      ) : null}
      <div className={classes.body}>{nothing ? <EmptyState {...nothing} /> : children(query.data)}</div>
    </div>
  );
}
