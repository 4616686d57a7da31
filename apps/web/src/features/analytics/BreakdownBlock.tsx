import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Answer, Model } from '@truffle/types/api';
import { HowMade } from '@truffle/ui/HowMade';
import { QueryView } from '@truffle/ui/QueryView';
import { TabBar } from '@truffle/ui/TabBar';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { useState, type ReactElement } from 'react';
import { labelOf } from '@/lib/catalog';
import { BlockMenu } from './BlockMenu';
import classes from './BreakdownBlock.module.css';
import { BreakdownTable } from './BreakdownTable';
import { makingOf } from '@/lib/plan/making';
import { addFilter, fewRows, tableMetrics, tablePlan, tabs, type View } from './model';
import { planQuery } from './queries';
import { useExplore } from './useExplore';

type Props = { view: View; model: Model; timeZone: string; onChange: (change: Partial<View>) => void };

const many = 100;

/** The page's figures by channel, campaign, page, product, country or device; a row filters the whole page. */
export function BreakdownBlock({ view, model, timeZone, onChange }: Props): ReactElement {
  const [whole, setWhole] = useState(false);
  const metrics = tableMetrics(view.by, model);
  const query = useQuery(planQuery(tablePlan(view, metrics, whole ? many : fewRows, model)));
  const explore = useExplore(view);
  const label = tabs.find((tab) => tab.by === view.by)?.label ?? labelOf(model, view.by);
  const known = tabs.some((tab) => tab.by === view.by);
  const shown = [
    ...tabs.map((tab) => ({ value: tab.by, label: tab.label })),
    ...(known ? [] : [{ value: view.by, label }]),
  ];
  return (
    <section className={classes.block} aria-label="Breakdown">
      <div className={classes.tools}>
        <HowMade making={query.data ? makingOf(query.data, label, timeZone) : null} />
        <BlockMenu
          name={`by-${view.by}`}
          answer={query.data}
          onExplore={() => {
            explore({ metrics, by: [view.by] });
          }}
        />
      </div>
      <TabBar
        label="Breakdown"
        tabs={shown}
        value={view.by}
        onChange={(by) => {
          setWhole(false);
          onChange({ by, sort: null });
        }}
      >
        <QueryView
          query={query}
          what={label}
          skeleton={<TableSkeleton rows={fewRows} columns={metrics.length + 1} />}
          empty={noRows}
        >
          {(answer) => (
            <>
              <BreakdownTable
                answer={answer}
                model={model}
                caption={label}
                sort={view.sort}
                onSort={(sort) => {
                  onChange({ sort });
                }}
                onPick={(field, value) => {
                  onChange(addFilter(view, { field, op: 'eq', values: [value] }));
                }}
              />
              {answer.truncated && !whole && (
                <div className={classes.more}>
                  <Button
                    variant="subtle"
                    onClick={() => {
                      setWhole(true);
                    }}
                  >
                    Show the first {many}
                  </Button>
                </div>
              )}
            </>
          )}
        </QueryView>
      </TabBar>
    </section>
  );
}

function noRows(answer: Answer): { title: string } | null {
  return answer.rows.length === 0 ? { title: 'Nothing in this period' } : null;
}
