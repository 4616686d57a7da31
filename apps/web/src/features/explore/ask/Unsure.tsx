import { Button } from '@mantine/core';
import type { Cost, Model, Plan } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { bytes, exact } from '@/lib/format';
import { cheaperOf } from './cheaper';
import classes from './LiveTurn.module.css';

type Props = {
  plan: Plan;
  cost: Cost;
  model: Model;
  onRun: () => void;
  /** Asks for less in its place. */
  onPlan?: ((plan: Plan) => void) | undefined;
  onDrop?: (() => void) | undefined;
};

/** It reads much: run it all the same, or ask for less. */
export function Unsure({ plan, cost, model, onRun, onPlan, onDrop }: Props): ReactElement {
  const much = `${cost.is_exact ? '' : 'up to '}${bytes(cost.bytes)}`;
  const price = cost.cost_usd > 0 ? ` (about ${exact(cost.cost_usd, usd)})` : '';
  const cheaper = onPlan ? cheaperOf(plan, model) : [];
  return (
    <>
      <p className={classes.unsure} role="alert">
        This reads {much}
        {price}.
      </p>
      <div className={classes.row}>
        <Button onClick={onRun}>Run</Button>
        {onDrop && (
          <Button variant="subtle" onClick={onDrop}>
            Leave it
          </Button>
        )}
      </div>
      {cheaper.length > 0 && (
        <div className={classes.row} role="group" aria-label="Make it cheaper">
          <span>Make it cheaper:</span>
          {cheaper.map((one) => (
            <Button
              key={one.label}
              variant="default"
              onClick={() => {
                onPlan?.(one.plan);
              }}
            >
              {one.label}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

const usd = { format: 'currency', unit: 'USD' };
