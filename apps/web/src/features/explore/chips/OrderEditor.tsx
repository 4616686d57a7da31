import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Plan } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { dimsOf, setOrder } from '../edit';
import classes from './Chips.module.css';

type Props = { plan: Plan; label: (name: string) => string; onPlan: (plan: Plan) => void };

/** By what the rows are ordered, and how many are wanted. */
export function OrderEditor({ plan, label, onPlan }: Props): ReactElement {
  const [first] = plan.order ?? [];
  const names = [...plan.metrics, ...dimsOf(plan).map((one) => one.name)];
  const [by, setBy] = useState(first?.by ?? '');
  const [dir, setDir] = useState<'asc' | 'desc'>(first?.dir ?? 'desc');
  const [limit, setLimit] = useState(plan.limit ? String(plan.limit) : '');
  const rows = limit === '' ? null : Number(limit);
  const wrong = rows !== null && !(Number.isInteger(rows) && rows >= 1 && rows <= 10_000);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onPlan(setOrder(plan, by === '' ? null : { by, dir, value: valueOf(first, by) }, rows));
      }}
    >
      <NativeSelect
        label="Order by"
        size="xs"
        data-autofocus
        value={by}
        data={[
          { value: '', label: 'As usual' },
          ...names.map((name) => ({ value: name, label: label(name) })),
        ]}
        onChange={(event) => {
          setBy(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label="Direction"
        size="xs"
        value={dir}
        data={[
          { value: 'desc', label: 'Highest first' },
          { value: 'asc', label: 'Lowest first' },
        ]}
        onChange={(event) => {
          setDir(event.currentTarget.value === 'asc' ? 'asc' : 'desc');
        }}
      />
      <TextInput
        label="Rows at most"
        size="xs"
        type="number"
        placeholder="All"
        value={limit}
        error={wrong ? 'Between 1 and 10,000.' : null}
        onChange={(event) => {
          setLimit(event.currentTarget.value);
        }}
      />
      <Button type="submit">Apply</Button>
    </form>
  );
}

/* Ordered by a change it stays so, as long as it is the same metric. */
function valueOf(
  first: NonNullable<Plan['order']>[number] | undefined,
  by: string,
): NonNullable<Plan['order']>[number]['value'] {
  return first?.by === by ? (first.value ?? null) : null;
}
