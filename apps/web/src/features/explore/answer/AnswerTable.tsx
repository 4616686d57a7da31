import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Cell, Column } from '@truffle/types/api';
import { DataTable, type DataColumn } from '@truffle/ui/DataTable';
import { FewCases } from '@truffle/ui/FewCases';
import { useState, type ReactElement } from 'react';
import { noneFew, type FewOf } from '@/lib/cases';
import { cellText, exact } from '@/lib/format';
import { nextSort, sortRows, type Sort } from '../table';
import classes from './Answer.module.css';

type Shown = Pick<Column, 'name' | 'type' | 'label' | 'format' | 'unit' | 'description'>;

type Props = {
  caption: string;
  /** All columns, as the rows have them. */
  columns: readonly Shown[];
  /** Those that are shown. */
  shown?: readonly Shown[];
  rows: Cell[][];
  word?: (column: Shown, value: Cell) => string | null;
  few?: FewOf;
};

const first = 200;

/** Rows as they came, or by a column. */
export function AnswerTable({
  caption,
  columns,
  shown = columns,
  rows,
  word,
  few = noneFew,
}: Props): ReactElement {
  const [sort, setSort] = useState<Sort | null>(null);
  const [whole, setWhole] = useState(false);
  const sorted = sortRows(columns, rows, sort);
  const visible = whole ? sorted : sorted.slice(0, first);
  const numbered = visible.map((cells, index) => ({ cells, index }));
  const asColumn = (column: Shown): DataColumn<{ cells: Cell[]; index: number }> => {
    const at = columns.findIndex((one) => one.name === column.name);
    return {
      key: column.name,
      label: column.label,
      ...(column.type === 'integer' || column.type === 'number' ? { number: true } : {}),
      sort: sort?.column === column.name ? (sort.down ? 'descending' : 'ascending') : 'none',
      head: (
        <SortHead
          column={column}
          sort={sort}
          onSort={() => {
            setSort(nextSort(sort, column));
          }}
        />
      ),
      cell: ({ cells }) => {
        const value = cells[at] ?? null;
        const text = word?.(column, value) ?? cellText(value, column.type, column);
        const why = few(cells, column.name);
        return why === null ? (
          text
        ) : (
          <span>
            <FewCases why={why} />
            {text}
          </span>
        );
      },
    };
  };
  return (
    <div className={classes.table}>
      <DataTable
        caption={caption}
        columns={shown.map(asColumn)}
        rows={numbered}
        rowKey={({ index }) => String(index)}
        dense
      />
      {!whole && rows.length > first && (
        <Button
          variant="subtle"
          onClick={() => {
            setWhole(true);
          }}
        >
          Show all {exact(rows.length)} rows
        </Button>
      )}
    </div>
  );
}

type HeadProps = { column: Shown; sort: Sort | null; onSort: () => void };

function SortHead({ column, sort, onSort }: HeadProps): ReactElement {
  const active = sort?.column === column.name;
  const Icon = sort?.down === true ? IconArrowDown : IconArrowUp;
  return (
    <button type="button" className={classes.sort} title={column.description ?? undefined} onClick={onSort}>
      {column.label}
      {column.unit !== null && <span> ({column.unit})</span>}
      {active && <Icon size={12} aria-hidden="true" />}
    </button>
  );
}
