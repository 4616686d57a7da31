import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Dropdown } from '@truffle/ui/Dropdown';
import type { ReactElement } from 'react';
import { days } from '@/lib/format';
import { comparisons, rangeOf } from './time';
import classes from './PeriodMenu.module.css';
import { RangeForm } from './RangeForm';

type Props = {
  compare: string;
  opened: boolean;
  onOpened: (open: boolean) => void;
  onChange: (compare: string) => void;
};

export function CompareMenu({ compare, opened, onOpened, onChange }: Props): ReactElement {
  const choose = (value: string): void => {
    onOpened(false);
    onChange(value);
  };
  return (
    <Dropdown
      label="Compare with"
      opened={opened}
      onChange={onOpened}
      target={
        <Button
          variant="default"
          aria-expanded={opened}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          onClick={() => {
            onOpened(!opened);
          }}
        >
          {compareLabel(compare)}
        </Button>
      }
    >
      {comparisons.map((one) => (
        <button
          key={one.value}
          type="button"
          className={classes.item}
          aria-pressed={one.value === compare}
          onClick={() => {
            choose(one.value);
          }}
        >
          {one.label}
        </button>
      ))}
      <div className={classes.custom}>
        <RangeForm value={compare} onApply={choose} />
      </div>
    </Dropdown>
  );
}

function compareLabel(compare: string): string {
  const range = rangeOf(compare);
  if (range) return `vs ${days(range.from, range.to)}`;
  if (compare === 'none') return 'No comparison';
  return compare === 'previous_year' ? 'vs last year' : 'vs previous period';
}
