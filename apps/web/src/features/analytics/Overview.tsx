import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Kpis } from '@truffle/types/api';
import { CrashGuard } from '@truffle/ui/CrashGuard';
import { PageHeader } from '@truffle/ui/PageHeader';
import { QueryView } from '@truffle/ui/QueryView';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { useState, type ReactElement, type ReactNode } from 'react';
import { modelQuery } from '@/lib/catalog';
import { useMe } from '@/lib/session';
import { useShortcuts, type Shortcut } from '@/lib/shortcuts';
import { makeStale } from '@/lib/stale';
import { AddFilter } from './AddFilter';
import { emptiness, figuresOf, type Emptiness } from './answers';
import { BreakdownBlock } from './BreakdownBlock';
import { CompareMenu } from '@/lib/plan/CompareMenu';
import { DataLine } from './DataLine';
import { Filters } from './Filters';
import { KpiRow, KpiRowSkeleton } from './KpiRow';
import { usualGrain } from '@/lib/plan/time';
import { addFilter, usualMetric } from './model';
import classes from './Overview.module.css';
import { OverviewEmpty } from './OverviewEmpty';
import { PeriodMenu } from '@/lib/plan/PeriodMenu';
import { kpisQuery } from './queries';
import { TrendBlock } from './TrendBlock';
import { useView, type ViewState } from './useView';

type Props = {
  /** What stands beside the chart: the page's, as it is another noun's. */
  beside: ReactNode;
};

/** The numbers first: key figures, one trend, one breakdown, all of the days and filters that the address holds. */
export function Overview({ beside }: Props): ReactElement {
  const state = useView();
  const { view, show } = state;
  const client = useQueryClient();
  const me = useMe();
  const model = useQuery(modelQuery);
  const kpis = useQuery(kpisQuery(view));
  const timeZone = model.data?.time_zone ?? me.workspace.time_zone;
  const empty: Emptiness = kpis.data ? emptiness(kpis.data, model.data, view) : { kind: 'none' };
  useShortcuts(
    view.filters.length === 0
      ? none
      : [
          {
            keys: 'Escape',
            label: 'Clear the filters',
            run: () => {
              show({ filters: [] });
            },
          },
        ],
  );
  return (
    <>
      <PageHeader
        title="Overview"
        under={<DataLine answer={kpis.data?.answer} workspace={me.workspace} timeZone={timeZone} />}
      >
        <Tools
          state={state}
          onRefresh={() => void makeStale(client, 'analytics', 'model', 'activation')}
          busy={kpis.isFetching}
        />
      </PageHeader>
      <Filters view={view} model={model.data} ignored={state.ignored} onChange={show} />
      {empty.kind === 'none' ? (
        <Blocks kpis={kpis} state={state} timeZone={timeZone} beside={beside} />
      ) : (
        <OverviewEmpty empty={empty} view={view} onChange={show} />
      )}
    </>
  );
}

function Tools({
  state,
  onRefresh,
  busy,
}: {
  state: ViewState;
  onRefresh: () => void;
  busy: boolean;
}): ReactElement {
  const { view, show } = state;
  const [comparing, setComparing] = useState(false);
  const model = useQuery(modelQuery);
  return (
    <>
      <PeriodMenu
        period={view.period}
        onChange={(period) => {
          show({ period, grain: null });
        }}
        onCompare={() => {
          setComparing(true);
        }}
      />
      <CompareMenu
        compare={view.compare}
        opened={comparing}
        onOpened={setComparing}
        onChange={(compare) => {
          show({ compare });
        }}
      />
      <AddFilter
        model={model.data}
        onAdd={(filter) => {
          show(addFilter(view, filter));
        }}
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Refresh"
        title="Refresh"
        onClick={onRefresh}
        aria-busy={busy}
      >
        <IconRefresh size={14} aria-hidden="true" />
      </ActionIcon>
    </>
  );
}

type BlocksProps = { kpis: UseQueryResult<Kpis>; state: ViewState; timeZone: string; beside: ReactNode };

function Blocks({ kpis, state, timeZone, beside }: BlocksProps): ReactElement {
  const { view, show } = state;
  const client = useQueryClient();
  const model = useQuery(modelQuery);
  const metric =
    view.metric ?? (kpis.data ? figuresOf(kpis.data.answer)[0]?.column.name : null) ?? usualMetric;
  return (
    <div className={classes.blocks}>
      <CrashGuard what="the key figures">
        <QueryView
          query={kpis}
          what="the key figures"
          skeleton={<KpiRowSkeleton />}
          onCancel={() => void client.cancelQueries({ queryKey: ['analytics'] })}
        >
          {(data) => (
            <KpiRow
              kpis={data}
              model={model.data}
              timeZone={timeZone}
              metric={metric}
              view={view}
              onMetric={(next) => {
                show({ metric: next });
              }}
            />
          )}
        </QueryView>
      </CrashGuard>
      <div className={classes.pair}>
        <CrashGuard what="the chart">
          <TrendBlock
            view={view}
            metric={metric}
            grain={view.grain ?? usualGrain(view.period)}
            model={model.data}
            timeZone={timeZone}
            onChange={show}
          />
        </CrashGuard>
        <CrashGuard what="what needs you">{beside}</CrashGuard>
      </div>
      <CrashGuard what="the breakdown">
        <QueryView
          query={model}
          what="the breakdown"
          skeleton={
            <div className={classes.sheet}>
              <TableSkeleton rows={10} columns={6} />
            </div>
          }
        >
          {(known) => <BreakdownBlock view={view} model={known} timeZone={timeZone} onChange={show} />}
        </QueryView>
      </CrashGuard>
    </div>
  );
}

const none: Shortcut[] = [];
