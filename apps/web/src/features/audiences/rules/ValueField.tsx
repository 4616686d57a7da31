import { Autocomplete, NativeSelect, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { Scalar } from '@truffle/types/api';
import type { Op } from '@/lib/contract';
import { useState, type ReactElement } from 'react';
import { valuesQuery } from '@/lib/catalog';
import { exact } from '@/lib/format';
import { NumberField } from './NumberField';
import { DayField } from './TimeWindow';
import classes from './ValueField.module.css';

type Props = { field: string; type: string; op: Op; values: Scalar[]; onChange: (values: Scalar[]) => void };

export function ValueField({ field, type, op, values, onChange }: Props): ReactElement | null {
  if (op === 'is_null' || op === 'not_null') return null;
  if (type === 'boolean') {
    return (
      <NativeSelect
        size="xs"
        aria-label="Value"
        value={values[0] === undefined ? '' : String(values[0])}
        data={[
          { value: '', label: '…' },
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        onChange={(event) => {
          onChange(event.currentTarget.value === '' ? [] : [event.currentTarget.value === 'true']);
        }}
      />
    );
  }
  if (type !== 'text') return <Plain field={field} type={type} op={op} values={values} onChange={onChange} />;
  return <Searched field={field} type={type} op={op} values={values} onChange={onChange} />;
}

/** Numbers and days, one or two of them. */
function Plain({ type, op, values, onChange }: Props): ReactElement {
  const at = (index: number): Scalar => values[index] ?? '';
  const set = (index: number, value: Scalar): void => {
    const next = op === 'between' ? [at(0), at(1)] : [at(0)];
    onChange(next.map((one, position) => (position === index ? value : one)));
  };
  const input = (index: number, label: string): ReactElement =>
    type === 'integer' || type === 'number' ? (
      <NumberField
        label={label}
        value={typeof at(index) === 'number' ? Number(at(index)) : null}
        whole={type === 'integer'}
        onChange={(value) => {
          set(index, Number.isNaN(value) ? '' : value);
        }}
      />
    ) : (
      <DayField
        label={label}
        value={String(at(index))}
        onChange={(value) => {
          set(index, value);
        }}
      />
    );
  if (op !== 'between') return input(0, 'Value');
  return (
    <>
      {input(0, 'From')} and {input(1, 'To')}
    </>
  );
}

/** A value out of those that exist, with how often each is there. */
function Searched({ field, op, values, onChange }: Props): ReactElement {
  const many = op === 'in' || op === 'not_in';
  const first = String(values[0] ?? '');
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(many ? typed : first, 200);
  const items = useQuery(valuesQuery(field, wanted)).data ?? [];
  const shared = {
    size: 'xs',
    'aria-label': many ? 'Values' : 'Value',
    placeholder: values.length === 0 ? 'Search values' : '',
    data: items.map((item) => item.value),
    renderOption: ({ option }: { option: { value: string } }): ReactElement => (
      <span className={classes.option}>
        {option.value}
        <span className="rt-muted">{exact(items.find((item) => item.value === option.value)?.count)}</span>
      </span>
    ),
  };
  if (!many) {
    return (
      <Autocomplete
        {...shared}
        w={180}
        value={first}
        onChange={(value) => {
          onChange(value === '' ? [] : [value]);
        }}
      />
    );
  }
  return (
    <TagsInput
      {...shared}
      w={260}
      value={values.map(String)}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={onChange}
    />
  );
}
