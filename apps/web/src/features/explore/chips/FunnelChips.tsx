import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Funnel, Model, Plan } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { humane, labelOf } from '@/lib/catalog';
import { plural } from '@/lib/format';
import { eventOf } from '@/lib/plan/conds';
import { addStep, mostSteps, removeStep, setFunnelOf } from '@/lib/plan/shapes';
import { condWords } from '../words';
import { AddChip } from './AddChip';
import { Chip } from './Chip';
import classes from './Chips.module.css';
import { wholeIn } from './choices';
import { PickName } from './PickName';
import { StepEditor } from './StepEditor';

type Props = {
  plan: Plan;
  funnel: Funnel;
  model: Model;
  onPlan?: ((plan: Plan) => void) | undefined;
};

/** The steps of a funnel, and whose it is. */
export function FunnelChips({ plan, funnel, model, onPlan }: Props): ReactElement {
  const label = (name: string): string => labelOf(model, name);
  const events = model.events.map((name) => ({ name, label: humane(name), description: null }));
  const whose = funnel.scope === 'user' ? 'users' : 'sessions';
  const within = funnel.within_days ? ` within ${plural(funnel.within_days, 'day', 'days')}` : '';
  return (
    <>
      {funnel.steps.map((step, index) => (
        <Chip
          key={`${index} ${JSON.stringify(step)}`}
          part={`Step ${index + 1}`}
          edit={
            onPlan &&
            ((close) => (
              <StepEditor
                plan={plan}
                at={index}
                events={model.events}
                onPlan={(next) => {
                  close();
                  onPlan(next);
                }}
              />
            ))
          }
          onRemove={
            onPlan && funnel.steps.length > 2
              ? () => {
                  onPlan(removeStep(plan, index));
                }
              : undefined
          }
        >
          {step.label ??
            (eventOf(step.filter) === null || 'all' in step.filter
              ? condWords(step.filter, label)
              : humane(eventOf(step.filter) ?? ''))}
        </Chip>
      ))}
      {onPlan && funnel.steps.length < mostSteps && (
        <AddChip what="Step">
          {(close) => (
            <PickName
              label="Event"
              items={events}
              onPick={(event) => {
                close();
                onPlan(addStep(plan, event));
              }}
            />
          )}
        </AddChip>
      )}
      <Chip
        part="Of"
        edit={
          onPlan &&
          ((close) => (
            <WhoseEditor
              funnel={funnel}
              onApply={(scope, days, ordered) => {
                close();
                onPlan(setFunnelOf(plan, scope, days, ordered));
              }}
            />
          ))
        }
      >
        {`${whose}${within}${funnel.ordered === false ? ', in any order' : ''}`}
      </Chip>
    </>
  );
}

type WhoseProps = {
  funnel: Funnel;
  onApply: (scope: 'user' | 'session', within: number | null, ordered: boolean) => void;
};

function WhoseEditor({ funnel, onApply }: WhoseProps): ReactElement {
  const [scope, setScope] = useState<'user' | 'session'>(funnel.scope ?? 'session');
  const [days, setDays] = useState(funnel.within_days ? String(funnel.within_days) : '');
  const [ordered, setOrdered] = useState(funnel.ordered !== false);
  const within = days === '' ? null : wholeIn(days, 1, 365);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof within !== 'string') onApply(scope, within, ordered);
      }}
    >
      <NativeSelect
        label="Of"
        size="xs"
        data-autofocus
        value={scope}
        data={[
          { value: 'session', label: 'Sessions' },
          { value: 'user', label: 'Users' },
        ]}
        onChange={(event) => {
          setScope(event.currentTarget.value === 'user' ? 'user' : 'session');
        }}
      />
      <NativeSelect
        label="Steps"
        size="xs"
        value={ordered ? 'in' : 'any'}
        data={[
          { value: 'in', label: 'In order' },
          { value: 'any', label: 'In any order' },
        ]}
        onChange={(event) => {
          setOrdered(event.currentTarget.value === 'in');
        }}
      />
      <TextInput
        label="Within days"
        size="xs"
        type="number"
        placeholder="No limit"
        value={days}
        error={typeof within === 'string' ? within : null}
        onChange={(event) => {
          setDays(event.currentTarget.value);
        }}
      />
      <Button type="submit">Apply</Button>
    </form>
  );
}
