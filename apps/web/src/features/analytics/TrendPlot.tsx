import type { Column } from '@truffle/types/api';
import type { ReactElement } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts';
import { exact, figure } from '@/lib/format';
import type { TrendPoint } from './answers';
import { AxisTick } from '@/lib/charts/AxisTick';
import { ChartTooltip } from '@/lib/charts/ChartTooltip';
import type { Grain } from '@/lib/plan/time';
import { labelledDates, pointLabel } from '@/lib/charts/points';
import classes from './TrendChart.module.css';

export interface TrendSeries {
  name: 'now' | 'partial' | 'before';
  label: string;
}

type Props = {
  points: TrendPoint[];
  series: TrendSeries[];
  column: Column;
  grain: Grain;
  kind: 'line' | 'bar';
  width: number;
  onPick: (date: string) => void;
};

const margin = { top: 8, right: 8, bottom: 0, left: 0 };
const axisWidth = 60;
/* Not drawing them is not enough: the grid would still measure a label for each. */
const noLines = (): number[] => [];

/** Axes, lines or bars, and what stands beside the cursor. */
export function TrendPlot({ points, series, column, grain, kind, width, onPick }: Props): ReactElement {
  const Chart = kind === 'line' ? LineChart : BarChart;
  const room = width - axisWidth - margin.right;
  const dates = points.map((point) => point.date);
  return (
    <Chart
      data={points}
      title={`${column.label} by ${grain}`}
      width={width}
      height={256}
      margin={margin}
      onClick={({ activeLabel }) => {
        if (typeof activeLabel === 'string') onPick(activeLabel);
      }}
    >
      <CartesianGrid vertical={false} verticalCoordinatesGenerator={noLines} stroke="var(--rt-border)" />
      <XAxis
        dataKey="date"
        tick={(at) => <AxisTick at={at} text={pointLabel(String(at.payload.value), grain, false)} />}
        ticks={labelledDates(dates, grain, room, kind)}
        interval={0}
        tickLine={false}
        axisLine={false}
        tickMargin={8}
      />
      <YAxis
        tick={(at) => <AxisTick at={at} text={figure(Number(at.payload.value), column)} />}
        width={axisWidth}
        interval={0}
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
            value={(number) => exact(number, column)}
            title={(date) => pointLabel(date, grain)}
          />
        )}
      />
      {series.map(({ name }) =>
        kind === 'line' ? (
          <Line
            key={name}
            dataKey={name}
            className={classes[name]}
            type="linear"
            dot={points.length === 1}
            isAnimationActive={false}
          />
        ) : (
          <Bar
            key={name}
            dataKey={name}
            className={classes[name]}
            maxBarSize={28}
            isAnimationActive={false}
          />
        ),
      )}
    </Chart>
  );
}
