import type { Answer, Column } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { exact } from '@/lib/format';
import { useWidth } from '@/lib/width';
import { lastIsPartial, metricColumns, trendPoints, trendSummary, type TrendPoint } from './answers';
import type { Grain } from '@/lib/plan/time';
import { pointLabel } from '@/lib/charts/points';
import classes from './TrendChart.module.css';
import { TrendPlot, type TrendSeries } from './TrendPlot';

type Props = {
  answer: Answer;
  grain: Grain;
  kind: 'line' | 'bar';
  today: string;
  onPick: (date: string) => void;
};

/** The line of a metric and, dashed, of the period before. The same data stand in the table. */
export function TrendChart({ answer, grain, kind, today, onPick }: Props): ReactElement | null {
  const [watch, width] = useWidth();
  const [column] = metricColumns(answer);
  if (!column) return null;
  const points = trendPoints(answer, column.name, lastIsPartial(answer, grain, today));
  const series = seriesOf(points, column);
  const words = {
    figure: (number: number | null) => exact(number, column),
    day: (date: string) => pointLabel(date, grain),
  };
  return (
    <figure className={classes.figure}>
      <figcaption className="rt-sr">{trendSummary(points, column.label, words)}</figcaption>
      <div className={classes.legend} aria-hidden="true">
        {series.map((one) => (
          <span key={one.name} className={classes.key} data-series={one.name}>
            {one.label}
          </span>
        ))}
      </div>
      <div ref={watch} className={classes.chart}>
        {width > 0 && (
          <TrendPlot
            points={points}
            series={series}
            column={column}
            grain={grain}
            kind={kind}
            width={width}
            onPick={onPick}
          />
        )}
      </div>
    </figure>
  );
}

function seriesOf(points: TrendPoint[], { label }: Column): TrendSeries[] {
  const all: TrendSeries[] = [
    { name: 'now', label },
    { name: 'partial', label: 'Not complete' },
    { name: 'before', label: 'Before' },
  ];
  return all.filter(({ name }) => name === 'now' || points.some((point) => point[name] !== null));
}
