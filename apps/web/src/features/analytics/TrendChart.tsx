import type { Answer } from '@truffle/types/api';
import type { ReactElement } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts';
import { exact, figure } from '@/lib/format';
import { lastIsPartial, metricColumns, trendPoints, trendSummary } from './answers';
import { ChartTooltip } from './ChartTooltip';
import type { Grain } from './model';
import { pointLabel } from './points';
import classes from './TrendChart.module.css';

type Props = { answer: Answer; grain: Grain; kind: 'line' | 'bar'; today: string };

/** The line of a metric and, dashed, of the period before. The same data stand in the table. */
export function TrendChart({ answer, grain, kind, today }: Props): ReactElement | null {
  const [column] = metricColumns(answer);
  if (!column) return null;
  const points = trendPoints(answer, column.name, lastIsPartial(answer, grain, today));
  const series = [
    { name: 'now', label: column.label, shown: true },
    {
      name: 'partial',
      label: `${column.label}, not complete`,
      shown: points.some((point) => point.partial !== null),
    },
    { name: 'before', label: 'Before', shown: points.some((point) => point.before !== null) },
  ].filter((one) => one.shown);
  const value = (number: number | null): string => exact(number, column);
  const Chart = kind === 'line' ? LineChart : BarChart;
  return (
    <figure className={classes.figure}>
      <figcaption className="rt-sr">
        {trendSummary(points, column.label, { figure: value, day: (date) => pointLabel(date, grain) })}
      </figcaption>
      <div className={classes.legend} aria-hidden="true">
        {series.map((one) => (
          <span key={one.name} className={classes.key} data-series={one.name}>
            {one.label}
          </span>
        ))}
      </div>
      <ResponsiveContainer width="100%" height={256} className={classes.chart}>
        <Chart
          data={points}
          title={`${column.label} by ${grain}`}
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        >
          <CartesianGrid vertical={false} stroke="var(--rt-border)" />
          <XAxis
            dataKey="date"
            tickFormatter={(date: string) => pointLabel(date, grain, false)}
            interval="equidistantPreserveStart"
            minTickGap={12}
            tickLine={false}
            axisLine={false}
            tickMargin={8}
          />
          <YAxis
            tickFormatter={(number: number) => figure(number, column)}
            width={60}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ className: classes.cursor ?? '' }}
            content={(props: TooltipContentProps) => (
              <ChartTooltip
                props={props}
                series={series}
                value={value}
                title={(date) => pointLabel(date, grain)}
              />
            )}
          />
          {series.map((one) =>
            kind === 'line' ? (
              <Line
                key={one.name}
                dataKey={one.name}
                className={classes[one.name]}
                type="linear"
                dot={points.length === 1}
                isAnimationActive={false}
              />
            ) : (
              <Bar
                key={one.name}
                dataKey={one.name}
                className={classes[one.name]}
                maxBarSize={28}
                isAnimationActive={false}
              />
            ),
          )}
        </Chart>
      </ResponsiveContainer>
    </figure>
  );
}
