import type { Kpis, Model } from '@truffle/types/api';
import { Change } from '@truffle/ui/Change';
import { FewCases } from '@truffle/ui/FewCases';
import { HowMade } from '@truffle/ui/HowMade';
import { Sparkline } from '@truffle/ui/Sparkline';
import { Stat, StatSkeleton } from '@truffle/ui/Stat';
import type { ReactElement } from 'react';
import { ExploreLink } from './ExploreLink';
import { fewIn } from '@/lib/cases';
import { change, exact, figure, points, tone } from '@/lib/format';
import { figuresOf, series, type Figure } from './answers';
import type { View } from './model';
import classes from './KpiRow.module.css';
import { makingOf } from '@/lib/plan/making';

type Props = {
  kpis: Kpis;
  model: Model | undefined;
  timeZone: string;
  metric: string;
  onMetric: (metric: string) => void;
  view: View;
};

export function KpiRow({ kpis, model, timeZone, metric, onMetric, view }: Props): ReactElement {
  return (
    <div className={classes.row} role="group" aria-label="Key figures">
      {figuresOf(kpis.answer).map((one) => (
        <KpiCard
          key={one.column.name}
          one={one}
          kpis={kpis}
          model={model}
          timeZone={timeZone}
          metric={metric}
          onMetric={onMetric}
          view={view}
        />
      ))}
    </div>
  );
}

function KpiCard({
  one,
  kpis,
  model,
  timeZone,
  metric,
  onMetric,
  view,
}: Props & { one: Figure }): ReactElement {
  const { column, now, before } = one;
  const description =
    column.description ?? model?.metrics.find(({ name }) => name === column.name)?.description ?? null;
  const moved = change(now, before);
  return (
    <Stat
      label={column.label}
      value={figure(now, column)}
      exact={exact(now, column)}
      description={description}
      before={before === undefined ? '' : `was ${figure(before, column)}`}
      change={
        before === undefined ? null : (
          <Change
            {...moved}
            tone={tone(moved.direction, column.better)}
            title={column.format === 'percent' ? points(now, before) : undefined}
          />
        )
      }
      mark={<FewCases why={fewIn(kpis.answer, model)(kpis.answer.rows[0], column.name)} />}
      spark={<Sparkline values={series(kpis.trend, column.name)} />}
      about={
        <>
          <ExploreLink view={view} figure={{ metrics: [column.name] }} label={column.label} />
          <HowMade making={makingOf(kpis.answer, column.label, timeZone, description)} />
        </>
      }
      selected={column.name === metric}
      onSelect={() => {
        onMetric(column.name);
      }}
    />
  );
}

export function KpiRowSkeleton(): ReactElement {
  return (
    <div className={classes.row} aria-hidden="true">
      {Array.from({ length: 6 }, (_, index) => (
        <StatSkeleton key={index} />
      ))}
    </div>
  );
}
