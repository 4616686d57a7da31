import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Answer, Cell, Column, Model } from '@truffle/types/api';
import { Change } from '@truffle/ui/Change';
import { FewCases } from '@truffle/ui/FewCases';
import { DataTable, type DataColumn } from '@truffle/ui/DataTable';
import type { ReactElement } from 'react';
import { fewIn } from '@/lib/cases';
import { change, exact, none, tone } from '@/lib/format';
import { cellOf, metricColumns } from './answers';
import classes from './BreakdownTable.module.css';

type Props = {
  answer: Answer;
  model: Model | undefined;
  caption: string;
  sort: string | null;
  onSort: (sort: string) => void;
  onPick: (field: string, value: string) => void;
};

/** Rows of a breakdown: each figure exactly, and how it moved. */
export function BreakdownTable({ answer, model, caption, sort, onSort, onPick }: Props): ReactElement | null {
  const dimension = answer.columns.find((column) => column.kind === 'dimension');
  if (!dimension) return null;
  const metrics = metricColumns(answer);
  const few = fewIn(answer, model);
  const current = sort ?? `-${metrics[0]?.name ?? ''}`;
  const columns: DataColumn<Cell[]>[] = [
    { key: dimension.name, head: dimension.label, cell: (row) => nameCell(dimension, row) },
    ...metrics.map((column) => ({
      key: column.name,
      label: column.label,
      number: true,
      sort:
        current === column.name
          ? ('ascending' as const)
          : current === `-${column.name}`
            ? ('descending' as const)
            : ('none' as const),
      head: <SortHead column={column} current={current} onSort={onSort} />,
      cell: (row: Cell[]) => metricCell(column, row),
    })),
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={answer.rows}
      rowKey={(row) => JSON.stringify(cellOf(answer, row, dimension.name))}
    />
  );

  function nameCell(column: Column, row: Cell[]): ReactElement {
    const value = cellOf(answer, row, column.name);
    if (value === null || value === undefined || value === '')
      return <span className="rt-muted">{none}</span>;
    return (
      <button
        type="button"
        className={classes.pick}
        title="Show only this"
        onClick={() => {
          onPick(column.name, String(value));
        }}
      >
        {String(value)}
      </button>
    );
  }

  function metricCell(column: Column, row: Cell[]): ReactElement {
    const now = cellOf(answer, row, column.name);
    const before = cellOf(answer, row, `${column.name}_before`);
    const moved = change(now, before);
    return (
      <span className={classes.figure}>
        <span>
          <FewCases why={few(row, column.name)} />
          {exact(now, column)}
        </span>
        {before !== undefined && (
          <span className={classes.change}>
            <Change
              {...moved}
              tone={tone(moved.direction, column.better)}
              title={`was ${exact(before, column)}`}
            />
          </span>
        )}
      </span>
    );
  }
}

type HeadProps = { column: Column; current: string; onSort: (sort: string) => void };

function SortHead({ column, current, onSort }: HeadProps): ReactElement {
  const down = current === `-${column.name}`;
  const active = down || current === column.name;
  return (
    <button
      type="button"
      className={classes.sort}
      title={column.description ?? undefined}
      onClick={() => {
        onSort(down ? column.name : `-${column.name}`);
      }}
    >
      {column.label}
      {column.unit !== null && <span> ({column.unit})</span>}
      {active &&
        (down ? (
          <IconArrowDown size={12} aria-hidden="true" />
        ) : (
          <IconArrowUp size={12} aria-hidden="true" />
        ))}
    </button>
  );
}
