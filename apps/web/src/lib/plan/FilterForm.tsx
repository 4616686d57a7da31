import { Button, NativeSelect, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { Model } from '@truffle/types/api';
import type { Op } from '@/lib/contract';
import { useState, type ReactElement } from 'react';
import { valuesQuery } from '@/lib/catalog';
import { exact } from '@/lib/format';
import classes from './FilterForm.module.css';
import type { Filter } from './filters';

type Props = { model: Model | undefined; onAdd: (filter: Filter) => void };

const choices: readonly { value: Op; label: string }[] = [
  { value: 'in', label: 'is one of' },
  { value: 'not_in', label: 'is none of' },
  { value: 'contains', label: 'contains' },
  { value: 'not_contains', label: "doesn't contain" },
];

export function FilterForm({ model, onAdd }: Props): ReactElement {
  const fields = model?.dimensions.filter((field) => field.type === 'text') ?? [];
  const [chosen, setChosen] = useState('');
  const field = chosen === '' ? (fields[0]?.name ?? '') : chosen;
  const [op, setOp] = useState<Op>('in');
  const [values, setValues] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed, 200);
  const found = useQuery(valuesQuery(field, wanted));
  const items = found.data ?? [];
  const submit = (): void => {
    const all = typed === '' ? values : [...values, typed];
    if (all.length === 0) return;
    onAdd(filterFrom(field, op, all));
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NativeSelect
        label="Field"
        autoFocus
        size="xs"
        value={field}
        data={fields.map((one) => ({ value: one.name, label: one.label }))}
        onChange={(event) => {
          setChosen(event.currentTarget.value);
          setValues([]);
        }}
      />
      <NativeSelect
        label="Condition"
        size="xs"
        value={op}
        data={[...choices]}
        onChange={(event) => {
          setOp(choices.find((one) => one.value === event.currentTarget.value)?.value ?? 'in');
        }}
      />
      <TagsInput
        label="Values"
        size="xs"
        value={values}
        searchValue={typed}
        onSearchChange={setTyped}
        onChange={setValues}
        data={items.map((item) => item.value)}
        renderOption={({ option }) => (
          <span className={classes.option}>
            {option.value}
            <span className="rt-muted">
              {exact(items.find((item) => item.value === option.value)?.count)}
            </span>
          </span>
        )}
        comboboxProps={{ withinPortal: false }}
        clearButtonProps={{ 'aria-label': 'Clear the values' }}
      />
      <Button type="submit">Add the filter</Button>
    </form>
  );
}

function filterFrom(field: string, op: Op, values: string[]): Filter {
  if (op === 'contains' || op === 'not_contains') return { field, op, values: values.slice(0, 1) };
  if (values.length === 1) return { field, op: op === 'in' ? 'eq' : 'ne', values };
  return { field, op, values };
}
