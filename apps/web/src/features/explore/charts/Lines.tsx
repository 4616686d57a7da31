import type { Answer, Column, Plan } from '@truffle/types/api';
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
import { AxisTick } from '@/lib/charts/AxisTick';
import { ChartTooltip } from '@/lib/charts/ChartTooltip';
import { evenly, isUnfinished } from '@/lib/charts/points';
import { asNumber, exact, figure, plural } from '@/lib/format';
import { useWidth } from '@/lib/width';
import { axisWord } from '../axis';
import { dimsOf } from '../edit';
import { at, linesOf, type Lines as LinesOf, type Picture } from '../picture';
import charts from './Charts.module.css';
import classes from './Lines.module.css';

type Props = {
  picture: Extract<Picture, { kind: 'line' }>;
  plan: Plan;
  answer: Answer;
  metric: Column;
  today: string;
  asBars: boolean;
};

const margin = { top: 8, right: 8, bottom: 0, left: 0 };
const axisWidth = 60;
/* Lines that aren't told apart by a colour of their own. */
const named: readonly string[] = ['before', 'partial'];
const noLines = (): number[] => [];

/** Lines over time: one and its period before, or one for each of the largest values. */
export function Lines({ picture, plan, answer, metric, today, asBars }: Props): ReactElement {
  const [watch, width] = useWidth();
  const unfinished = lastUnfinished(plan, answer, picture, today);
  const lines = linesOf(answer, picture, metric, unfinished);
  const word = (at: string, withYear = true): string => axisWord(plan, picture.date, at, withYear);
  return (
    <figure className={charts.figure}>
      <figcaption className="rt-sr">{summary(lines, metric, word)}</figcaption>
      <div className={charts.legend} aria-hidden="true">
        {lines.series.map((one, index) => (
          <span key={one.key} className={classes.key} data-series={named.includes(one.key) ? one.key : index}>
            {one.label}
          </span>
        ))}
      </div>
      <div ref={watch} className={classes.chart}>
        {width > 0 && <Plot {...{ lines, metric, width, asBars, word }} />}
      </div>
      {unfinished && picture.by !== null && (
        <p className={charts.note}>
          The last point isn’t complete: its days aren’t over, or weren’t all asked for.
        </p>
      )}
      {lines.left > 0 && (
        <p className={charts.note}>{plural(lines.left, 'more value is', 'more values are')} in the table.</p>
      )}
    </figure>
  );
}

type PlotProps = {
  lines: LinesOf;
  metric: Column;
  width: number;
  asBars: boolean;
  word: (at: string, withYear?: boolean) => string;
};

function Plot({ lines, metric, width, asBars, word }: PlotProps): ReactElement {
  const Chart = asBars ? BarChart : LineChart;
  const { points, series } = lines;
  const room = width - axisWidth - margin.right;
  const whens = points.map((point) => point.at);
  const ticks = evenly(whens, (at) => word(at, false), room, asBars ? 'bar' : 'line');
  return (
    <Chart data={points} title={metric.label} width={width} height={256} margin={margin}>
      <CartesianGrid vertical={false} verticalCoordinatesGenerator={noLines} stroke="var(--rt-border)" />
      <XAxis
        dataKey="at"
        tick={(at) => <AxisTick at={at} text={word(String(at.payload.value), false)} />}
        ticks={ticks}
        interval={0}
        tickLine={false}
        axisLine={false}
        tickMargin={8}
      />
      <YAxis
        tick={(at) => <AxisTick at={at} text={figure(Number(at.payload.value), metric)} />}
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
            series={series.map(({ key, label }) => ({ name: key, label }))}
            value={(number) => exact(number, metric)}
            title={(at) => word(at)}
          />
        )}
      />
      {series.map(({ key }, index) => {
        const name = classes[named.includes(key) ? key : `line${index}`] ?? '';
        return asBars ? (
          <Bar key={key} dataKey={key} className={name} maxBarSize={28} isAnimationActive={false} />
        ) : (
          <Line
            key={key}
            dataKey={key}
            className={name}
            type="linear"
            dot={false}
            isAnimationActive={false}
          />
        );
      })}
    </Chart>
  );
}

function lastUnfinished(
  plan: Plan,
  answer: Answer,
  picture: Extract<Picture, { kind: 'line' }>,
  today: string,
): boolean {
  const last = at(answer, answer.rows.at(-1), picture.date.name);
  const grain = dimsOf(plan).find((one) => one.name === picture.date.name)?.grain ?? 'day';
  if (picture.date.name !== 'date' || typeof last !== 'string') return false;
  if (grain !== 'day' && grain !== 'week' && grain !== 'month') return false;
  return isUnfinished(last, grain, answer.to, today);
}

function summary(lines: LinesOf, metric: Column, word: (at: string) => string): string {
  const { points, series } = lines;
  const [first] = points;
  const last = points.at(-1);
  const [main] = series;
  if (!first || !last || !main) return `${metric.label}: no data in this period.`;
  const span = `${metric.label} from ${word(first.at)} to ${word(last.at)}`;
  if (series.length > 1 && !series.every((one) => one.key === 'now' || named.includes(one.key)))
    return `${span}, a line each for ${series.map((one) => one.label).join(', ')}.`;
  const known = points.flatMap((point) => {
    const value = asNumber(point[main.key] ?? point.partial);
    return value === null ? [] : [{ at: point.at, value }];
  });
  const [start] = known;
  if (!start) return `${span}: no data.`;
  const high = known.reduce((best, point) => (point.value > best.value ? point : best), start);
  const low = known.reduce((best, point) => (point.value < best.value ? point : best), start);
  return `${span}: highest ${exact(high.value, metric)} on ${word(high.at)}, lowest ${exact(low.value, metric)} on ${word(low.at)}.`;
}
