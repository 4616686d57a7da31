import { Button } from '@mantine/core';
import type { Model } from '@truffle/types/api';
import { FilterChip } from '@truffle/ui/FilterChip';
import type { ReactElement } from 'react';
import { labelOf } from '@/lib/catalog';
import { filterWords, writeFilter } from '@/lib/plan/filters';
import { removeFilter, type View } from './model';
import classes from './Filters.module.css';

type Props = {
  view: View;
  model: Model | undefined;
  ignored: string[];
  onChange: (change: Partial<View>) => void;
};

/** The filters as chips, and what of the address could not be read. */
export function Filters({ view, model, ignored, onChange }: Props): ReactElement | null {
  if (view.filters.length === 0 && ignored.length === 0) return null;
  return (
    <div className={classes.line}>
      {view.filters.map((filter) => (
        <FilterChip
          key={writeFilter(filter)}
          onRemove={() => {
            onChange(removeFilter(view, filter));
          }}
        >
          {filterWords(filter, (name) => labelOf(model, name))}
        </FilterChip>
      ))}
      {view.filters.length > 1 && (
        <Button
          variant="subtle"
          onClick={() => {
            onChange({ filters: [] });
          }}
        >
          Clear filters
        </Button>
      )}
      {ignored.map((sentence) => (
        <span key={sentence} className={classes.ignored} role="status">
          {sentence}
        </span>
      ))}
    </div>
  );
}
