import type { Answer } from '@truffle/types/api';
import { Change } from '@truffle/ui/Change';
import { DataTable, type DataColumn } from '@truffle/ui/DataTable';
import type { ReactElement } from 'react';
import { change, exact, tone } from '@/lib/format';
import { metricColumns, trendPoints, type TrendPoint } from './answers';
import classes from './TrendTable.module.css';
import type { Grain } from '@/lib/plan/time';
import { pointLabel } from '@/lib/charts/points';

type Props = { answer: Answer; grain: Grain; onPick: (date: string) => void };

export function TrendTable({ answer, grain, onPick }: Props): ReactElement | null {
  const [column] = metricColumns(answer);
  if (!column) return null;
  const points = trendPoints(answer, column.name);
  const compared = points.some((point) => point.before !== null);
  const columns: DataColumn<TrendPoint>[] = [
    {
      key: 'date',
      head: grain === 'day' ? 'Day' : grain === 'week' ? 'Week of' : 'Month',
      cell: (point) => (
        <button
          type="button"
          className={classes.pick}
          title="Explore these days"
          onClick={() => {
            onPick(point.date);
          }}
        >
          {pointLabel(point.date, grain)}
        </button>
      ),
    },
    { key: 'now', head: column.label, number: true, cell: (point) => exact(point.now, column) },
    ...(compared
      ? [
          {
            key: 'before',
            head: 'Before',
            number: true,
            cell: (point: TrendPoint) => exact(point.before, column),
          },
          {
            key: 'change',
            head: 'Change',
            number: true,
            cell: (point: TrendPoint) => {
              const moved = change(point.now, point.before);
              return <Change {...moved} tone={tone(moved.direction, column.better)} />;
            },
          },
        ]
      : []),
  ];
  return (
    <div className={classes.tall} tabIndex={0} role="region" aria-label={`${column.label} as a table`}>
      <DataTable
        caption={`${column.label} by ${grain}`}
        columns={columns}
        rows={points}
        rowKey={(point) => point.date}
        dense
      />
    </div>
  );
}
