import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Model, Plan, Retention } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { labelOf } from '@/lib/catalog';
import { eventCond, eventOf } from '@/lib/plan/conds';
import { setRetention } from '@/lib/plan/shapes';
import { condWords } from '../words';
import classes from './Chips.module.css';
import { eventChoices, wholeIn } from './choices';

type Props = { plan: Plan; retention: Retention; model: Model; onPlan: (plan: Plan) => void };

const grains: readonly Retention['grain'][] = ['day', 'week', 'month'];

/** Who is in a cohort, by which unit, for how long, and what coming back is. */
export function RetentionEditor({ plan, retention, model, onPlan }: Props): ReactElement {
  const [grain, setGrain] = useState(retention.grain);
  const [periods, setPeriods] = useState(String(retention.periods));
  const [cohort, setCohort] = useState(eventOf(retention.cohort) ?? '');
  const [back, setBack] = useState(eventOf(retention.returns) ?? '');
  const many = wholeIn(periods, 1, 60);
  const label = (name: string): string => labelOf(model, name);
  const anything = retention.returns && eventOf(retention.returns) === null;
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof many === 'string') return;
        onPlan(
          setRetention(plan, {
            grain,
            periods: many,
            ...(cohort === '' ? {} : { cohort: eventCond(cohort) }),
            ...(back === '' ? {} : { returns: back === 'any' ? null : eventCond(back) }),
          }),
        );
      }}
    >
      <NativeSelect
        label="Cohorts by"
        size="xs"
        data-autofocus
        value={grain}
        data={[...grains]}
        onChange={(event) => {
          setGrain(grains.find((one) => one === event.currentTarget.value) ?? 'week');
        }}
      />
      <TextInput
        label={`${grain.charAt(0).toUpperCase()}${grain.slice(1)}s after`}
        size="xs"
        type="number"
        value={periods}
        error={typeof many === 'string' ? many : null}
        onChange={(event) => {
          setPeriods(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label="Begins with"
        size="xs"
        value={cohort}
        data={eventChoices(model.events, eventOf(retention.cohort), condWords(retention.cohort, label))}
        onChange={(event) => {
          setCohort(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label="Comes back with"
        size="xs"
        value={back === '' && !anything ? 'any' : back}
        data={[
          { value: 'any', label: 'Any event' },
          ...(anything && retention.returns
            ? [{ value: '', label: condWords(retention.returns, label) }]
            : []),
          ...eventChoices(model.events, eventOf(retention.returns) ?? 'any', '').filter(
            (one) => one.value !== 'any',
          ),
        ]}
        onChange={(event) => {
          setBack(event.currentTarget.value);
        }}
      />
      <Button type="submit">Apply</Button>
    </form>
  );
}
