import { Skeleton } from '@mantine/core';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import classes from './DataTable.module.css';

export interface DataColumn<T> {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the right. */
  number?: boolean;
  /** Long words may take several lines; the first column does unless this is false. */
  wrap?: boolean;
  /** Said before the cell when the table has become cards. */
  label?: string;
  sort?: 'ascending' | 'descending' | 'none';
}

type Props<T> = {
  /** Read by a screen reader before the table. */
  caption: string;
  columns: DataColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  selected?: (row: T) => boolean;
  dense?: boolean;
};

/** A table with hairlines; below 640 px each row is a card. The first column names the row. */
export function DataTable<T>({
  caption,
  columns,
  rows,
  rowKey,
  selected,
  dense = false,
}: Props<T>): ReactElement {
  return (
    <div className={classes.scroll} role="group" aria-label={caption} tabIndex={0}>
      <table className={classes.table} data-dense={dense || undefined} onKeyDown={moveBetweenRows}>
        <caption className="rt-sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-number={column.number} aria-sort={column.sort}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-selected={selected?.(row) || undefined}>
              {columns.map((column, index) => cellOf(column, row, index === 0))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf<T>(column: DataColumn<T>, row: T, first: boolean): ReactElement {
  const label = column.label ?? (typeof column.head === 'string' ? column.head : undefined);
  if (first) {
    return (
      <th key={column.key} scope="row" data-nowrap={column.wrap === false || undefined}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td key={column.key} data-number={column.number} data-wrap={column.wrap} data-label={label}>
      {column.cell(row)}
    </td>
  );
}

/** j and k go to the first link or button of the next or previous row. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'j' && event.key !== 'k') return;
  const row = event.target instanceof HTMLElement ? event.target.closest('tr') : null;
  const next = event.key === 'j' ? row?.nextElementSibling : row?.previousElementSibling;
  next?.querySelector<HTMLElement>('a, button')?.focus();
}

type SkeletonProps = { rows?: number; columns?: number };

export function TableSkeleton({ rows = 6, columns = 4 }: SkeletonProps): ReactElement {
  return (
    <div className={classes.skeleton} aria-hidden="true">
      {Array.from({ length: rows + 1 }, (_, row) => (
        <div key={row} className={classes.skeletonRow}>
          {Array.from({ length: columns }, (_unused, column) => (
            <Skeleton key={column} height={12} width={column === 0 ? '70%' : '50%'} />
          ))}
        </div>
      ))}
    </div>
  );
}
