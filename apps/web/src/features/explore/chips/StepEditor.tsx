import { Button, NativeSelect } from '@mantine/core';
import type { Plan } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { eventOf } from '@/lib/plan/conds';
import { moveStep, setStepEvent } from '@/lib/plan/shapes';
import classes from './Chips.module.css';
import { eventChoices } from './choices';

type Props = { plan: Plan; at: number; events: string[]; onPlan: (plan: Plan) => void };

/** A step of a funnel: another event, or another place. */
export function StepEditor({ plan, at, events, onPlan }: Props): ReactElement | null {
  const steps = plan.funnel?.steps ?? [];
  const step = steps[at];
  if (!step) return null;
  const event = eventOf(step.filter);
  return (
    <div className={classes.form}>
      <NativeSelect
        label="Event"
        size="xs"
        data-autofocus
        value={event ?? ''}
        data={eventChoices(events, event, 'Several')}
        onChange={(change) => {
          if (change.currentTarget.value !== '') onPlan(setStepEvent(plan, at, change.currentTarget.value));
        }}
      />
      <div className={classes.pair}>
        <Button
          variant="default"
          disabled={at === 0}
          onClick={() => {
            onPlan(moveStep(plan, at, at - 1));
          }}
        >
          Earlier
        </Button>
        <Button
          variant="default"
          disabled={at === steps.length - 1}
          onClick={() => {
            onPlan(moveStep(plan, at, at + 1));
          }}
        >
          Later
        </Button>
      </div>
    </div>
  );
}
