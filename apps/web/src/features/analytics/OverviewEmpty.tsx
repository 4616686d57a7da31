import { Button } from '@mantine/core';
import { Command } from '@truffle/ui/Command';
import { EmptyState } from '@truffle/ui/EmptyState';
import type { ReactElement } from 'react';
import { days, plural } from '@/lib/format';
import type { Emptiness } from './answers';
import { rangeOf } from '@/lib/plan/time';
import type { View } from './model';

type Props = { empty: Emptiness; view: View; onChange: (change: Partial<View>) => void };

/** Nothing loaded yet, nothing in this period, nothing that matches: each with what to do about it. */
export function OverviewEmpty({ empty, view, onChange }: Props): ReactElement | null {
  switch (empty.kind) {
    case 'none':
      return null;
    case 'nothing_loaded':
      return (
        <EmptyState
          title="No data loaded yet"
          action={
            <>
              <Command>truffle demo</Command>
              <Command>truffle load ga4 export.json</Command>
            </>
          }
        >
          This page shows sessions, revenue and conversion of your shop. Load demo data to look around, or a
          GA4 export.
        </EmptyState>
      );
    case 'nothing_in_period': {
      const range = rangeOf(empty.nearest);
      return (
        <EmptyState
          title="Nothing in this period"
          action={
            <Button
              onClick={() => {
                onChange({ period: empty.nearest });
              }}
            >
              Show {range ? days(range.from, range.to) : 'the nearest period'}
            </Button>
          }
        >
          The nearest days with data are {range ? days(range.from, range.to) : empty.nearest}.
        </EmptyState>
      );
    }
    case 'nothing_matches':
      return (
        <EmptyState
          title={`No sessions match ${plural(view.filters.length, 'this filter', 'these filters').replace(/^1 /, '')}`}
          action={
            <Button
              onClick={() => {
                onChange({ filters: [] });
              }}
            >
              Clear filters
            </Button>
          }
        >
          There are data in this period, but none that fit.
        </EmptyState>
      );
  }
}
