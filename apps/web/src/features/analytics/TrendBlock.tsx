import { NativeSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { IconChartBar, IconChartLine, IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Answer, Model } from '@truffle/types/api';
import { HowMade } from '@truffle/ui/HowMade';
import { Panel } from '@truffle/ui/Panel';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { labelOf, metricOf } from '@/lib/catalog';
import { today } from '@/lib/format';
import { lateModule } from '@/lib/late';
import { BlockMenu } from './BlockMenu';
import { makingOf } from '@/lib/plan/making';
import type { Grain } from '@/lib/plan/time';
import { pointPeriod, trendPlan, type ChartKind, type View } from './model';
import { planQuery } from './queries';
import classes from './TrendBlock.module.css';
import { TrendTable } from './TrendTable';
import { useExplore } from './useExplore';

/* Begins while the figures are asked for; its size is why it is a file of its own. */
const useChart = lateModule(import('./TrendChart'));

type Props = {
  view: View;
  metric: string;
  grain: Grain;
  model: Model | undefined;
  timeZone: string;
  onChange: (change: Partial<View>) => void;
};

const grains: readonly { value: Grain; label: string }[] = [
  { value: 'day', label: 'By day' },
  { value: 'week', label: 'By week' },
  { value: 'month', label: 'By month' },
];
const kinds: readonly ChartKind[] = ['line', 'bar', 'table'];

export function TrendBlock({ view, metric, grain, model, timeZone, onChange }: Props): ReactElement {
  const query = useQuery(planQuery(trendPlan(view, metric, grain, model)));
  const label = labelOf(model, metric);
  const explore = useExplore(view);
  const pick = (answer: Answer) => (date: string) => {
    explore({ metrics: [metric], period: pointPeriod(date, grain, answer.from, answer.to) });
  };
  return (
    <Panel title={`${label} by ${grain}`} tools={tools()}>
      <QueryView
        query={query}
        what={`${label} by ${grain}`}
        skeleton={<Skeleton className={classes.chart} />}
        empty={noRows}
      >
        {(answer) =>
          view.chart === 'table' ? (
            <TrendTable answer={answer} grain={grain} onPick={pick(answer)} />
          ) : (
            <Chart
              answer={answer}
              grain={grain}
              kind={view.chart}
              today={today(timeZone)}
              onPick={pick(answer)}
            />
          )
        }
      </QueryView>
    </Panel>
  );

  function tools(): ReactElement {
    return (
      <>
        <NativeSelect
          size="xs"
          aria-label="Grain"
          value={grain}
          data={[...grains]}
          onChange={(event) => {
            onChange({ grain: grains.find((one) => one.value === event.currentTarget.value)?.value ?? null });
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label="Chart"
          value={view.chart}
          data={[
            { value: 'line', label: <ChartIcon icon={IconChartLine} label="Line" /> },
            { value: 'bar', label: <ChartIcon icon={IconChartBar} label="Bar" /> },
            { value: 'table', label: <ChartIcon icon={IconTable} label="Table" /> },
          ]}
          onChange={(value) => {
            onChange({ chart: kinds.find((one) => one === value) ?? 'line' });
          }}
        />
        <HowMade
          making={
            query.data
              ? makingOf(query.data, `${label} by ${grain}`, timeZone, metricOf(model, metric)?.description)
              : null
          }
        />
        <BlockMenu
          name={`${metric}-by-${grain}`}
          answer={query.data}
          onExplore={() => {
            explore({ metrics: [metric], by: ['date'], grain });
          }}
          onTable={
            view.chart === 'table'
              ? undefined
              : () => {
                  onChange({ chart: 'table' });
                }
          }
        />
      </>
    );
  }
}

type ChartProps = {
  answer: Answer;
  grain: Grain;
  kind: 'line' | 'bar';
  today: string;
  onPick: (date: string) => void;
};

function Chart(props: ChartProps): ReactElement {
  const module = useChart();
  return module ? <module.TrendChart {...props} /> : <div className={classes.chart} />;
}

function noRows(answer: Answer): { title: string } | null {
  return answer.rows.length === 0 ? { title: 'Nothing in this period' } : null;
}

function ChartIcon({ icon: Icon, label }: { icon: typeof IconTable; label: string }): ReactElement {
  return (
    <span className={classes.kind} title={label}>
      <Icon size={14} aria-hidden="true" />
      <span className="rt-sr">{label}</span>
    </span>
  );
}
