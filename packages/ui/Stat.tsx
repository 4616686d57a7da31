import { Skeleton } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './Stat.module.css';

type Props = {
  label: string;
  value: string;
  /** All digits, on hover and focus. */
  exact: string;
  description?: string | null;
  change?: ReactNode;
  /** The value it is compared with, in words: "was 88,120". */
  before?: string;
  /** Beside the value: what to mind about it. */
  mark?: ReactNode;
  spark?: ReactNode;
  /** Opens how it was made; stands beside the label. */
  about?: ReactNode;
  selected?: boolean;
  onSelect?: () => void;
};

/** One figure: what it is, how much, how it moved, its shape over the period. */
export function Stat(props: Props): ReactElement {
  const {
    label,
    value,
    exact,
    description,
    change,
    before,
    mark,
    spark,
    about,
    selected = false,
    onSelect,
  } = props;
  return (
    <article className={classes.card} data-selected={selected || undefined}>
      <div className={classes.head}>
        {onSelect ? (
          <button
            type="button"
            className={classes.select}
            aria-pressed={selected}
            title={description ?? undefined}
            onClick={onSelect}
          >
            {label}
          </button>
        ) : (
          <span title={description ?? undefined}>{label}</span>
        )}
        <span className={classes.about}>{about}</span>
      </div>
      <div className={classes.value} title={exact}>
        {value}
        {mark}
      </div>
      <div className={classes.moved}>
        {change}
        <span className={classes.before}>{before}</span>
      </div>
      {spark}
    </article>
  );
}

export function StatSkeleton(): ReactElement {
  return (
    <div className={classes.card}>
      <div className={classes.head}>
        <Skeleton height={12} width="45%" />
      </div>
      <Skeleton height={24} width="60%" my={5} />
      <div className={classes.moved}>
        <Skeleton height={10} width="45%" />
      </div>
      <Skeleton height={28} />
    </div>
  );
}
