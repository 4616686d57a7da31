import { NativeSelect, TextInput } from '@mantine/core';
import type { Time } from '@truffle/types/api';
import type { ReactElement } from 'react';
import classes from './ConditionRow.module.css';
import { NumberField } from './NumberField';

type Props = { time: Time | null | undefined; onChange: (time: Time | null) => void };
type Kind = 'ever' | 'last' | 'between';

const units = ['day', 'week', 'month'] as const;

function kindOf(time: Time | null | undefined): Kind {
  if (!time || time.all) return 'ever';
  return time.relative ? 'last' : 'between';
}

/** When: in the last n days, between two days, or ever. */
export function TimeWindow({ time, onChange }: Props): ReactElement {
  const kind = kindOf(time);
  const unit = units.find((one) => one === time?.relative?.unit) ?? 'day';
  const last = time?.relative?.last ?? 30;
  const starts: Record<Kind, Time | null> = {
    ever: null,
    last: { relative: { unit: 'day', last: 30 } },
    between: { from: '', to: '' },
  };
  return (
    <span className={classes.part}>
      <NativeSelect
        size="xs"
        aria-label="When"
        value={kind}
        data={[
          { value: 'last', label: 'in the last' },
          { value: 'between', label: 'between' },
          { value: 'ever', label: 'ever' },
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange(value === 'last' ? starts.last : value === 'between' ? starts.between : starts.ever);
        }}
      />
      {kind === 'last' && (
        <>
          <NumberField
            label="How many"
            value={last}
            min={1}
            whole
            width={64}
            onChange={(number) => {
              onChange({ relative: { unit, last: Number.isNaN(number) ? 1 : Math.max(1, number) } });
            }}
          />
          <NativeSelect
            size="xs"
            aria-label="Unit of time"
            value={unit}
            data={units.map((one) => ({ value: one, label: `${one}s` }))}
            onChange={(event) => {
              onChange({
                relative: { unit: units.find((one) => one === event.currentTarget.value) ?? 'day', last },
              });
            }}
          />
        </>
      )}
      {kind === 'between' && (
        <>
          <DayField
            label="First day"
            value={time?.from ?? ''}
            onChange={(from) => {
              onChange({ from, to: time?.to ?? '' });
            }}
          />
          and
          <DayField
            label="Last day"
            value={time?.to ?? ''}
            onChange={(to) => {
              onChange({ from: time?.from ?? '', to });
            }}
          />
        </>
      )}
    </span>
  );
}

type DayProps = { label: string; value: string; onChange: (day: string) => void };

export function DayField({ label, value, onChange }: DayProps): ReactElement {
  return (
    <TextInput
      size="xs"
      w={136}
      type="date"
      aria-label={label}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
