import { Button, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { Model } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { fieldOf, valuesQuery } from '@/lib/catalog';
import { opWords, type Op } from '@/lib/contract';
import { exact } from '@/lib/format';
import type { FieldCond } from '@/lib/plan/conds';
import { conditionOf, valuesOf } from '../edit';
import { filterProblem, opsFor, scalarsFor } from '../filtering';
import classes from './Chips.module.css';

type Props = {
  model: Model;
  cond?: FieldCond;
  /** Of a new one. */
  field?: string | undefined;
  onApply: (cond: FieldCond) => void;
};

/** A condition on one field: which, how, which values. */
export function FilterEditor({ model, cond, field: begun, onApply }: Props): ReactElement {
  const [field, setField] = useState(cond?.field ?? begun ?? '');
  const [op, setOp] = useState<Op>(cond?.op ?? 'in');
  const [values, setValues] = useState<string[]>(cond ? valuesOf(cond) : []);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const name = field === '' ? (model.dimensions.find((one) => one.type === 'text')?.name ?? '') : field;
  const type = fieldOf(model, name)?.type ?? 'text';
  const ops = opsFor(type);
  const how = ops.includes(op) ? op : (ops[0] ?? 'eq');
  const submit = (): void => {
    const all = type === 'text' && typed.trim() !== '' ? [...values, typed.trim()] : values;
    const found = filterProblem(how, all, type);
    setProblem(found);
    if (found === null) onApply(conditionOf(name, how, scalarsFor(type, how, all)));
  };
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NativeSelect
        label="Field"
        size="xs"
        data-autofocus
        value={name}
        data={model.dimensions.map((one) => ({ value: one.name, label: one.label }))}
        onChange={(event) => {
          setField(event.currentTarget.value);
          setValues([]);
        }}
      />
      <NativeSelect
        label="Condition"
        size="xs"
        value={how}
        data={ops.map((one) => ({ value: one, label: opWords[one] }))}
        onChange={(event) => {
          setOp(ops.find((one) => one === event.currentTarget.value) ?? 'eq');
        }}
      />
      {how !== 'is_null' && how !== 'not_null' && (
        <Values
          {...{ field: name, type, op: how, values, typed, problem }}
          onTyped={setTyped}
          onValues={setValues}
        />
      )}
      <Button type="submit">{cond ? 'Apply' : 'Add the filter'}</Button>
    </form>
  );
}

type ValuesProps = {
  field: string;
  type: string;
  op: Op;
  values: string[];
  typed: string;
  problem: string | null;
  onTyped: (typed: string) => void;
  onValues: (values: string[]) => void;
};

function Values({ field, type, op, values, typed, problem, onTyped, onValues }: ValuesProps): ReactElement {
  const [wanted] = useDebouncedValue(typed, 200);
  const found = useQuery({ ...valuesQuery(field, wanted), enabled: type === 'text' });
  const items = type === 'text' ? (found.data ?? []) : [];
  if (type === 'text') {
    return (
      <TagsInput
        label="Values"
        size="xs"
        value={values}
        searchValue={typed}
        onSearchChange={onTyped}
        onChange={onValues}
        error={problem}
        data={items.map((item) => item.value)}
        renderOption={({ option }) => (
          <span className={classes.option}>
            {option.value}
            <span className="rt-muted">
              {exact(items.find((item) => item.value === option.value)?.count)}
            </span>
          </span>
        )}
        comboboxProps={{ withinPortal: false, position: 'top' }}
        clearButtonProps={{ 'aria-label': 'Clear the values' }}
      />
    );
  }
  if (type === 'boolean') {
    return (
      <NativeSelect
        label="Value"
        size="xs"
        value={values[0] ?? 'true'}
        data={[
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]}
        onChange={(event) => {
          onValues([event.currentTarget.value]);
        }}
      />
    );
  }
  const ends = op === 'between' ? ['From', 'To'] : ['Value'];
  return (
    <>
      {ends.map((label, index) => (
        <TextInput
          key={label}
          label={label}
          size="xs"
          type={type === 'date' ? 'date' : 'number'}
          value={values[index] ?? ''}
          error={index === 0 ? problem : null}
          onChange={(event) => {
            const next = ends.map((_, at) => values[at] ?? '');
            next[index] = event.currentTarget.value;
            onValues(next);
          }}
        />
      ))}
    </>
  );
}
