import { Button } from '@mantine/core';
import type { Plan } from '@truffle/types/api';
import type { ReactElement } from 'react';
import type { Asked } from '../contract';
import classes from './Answer.module.css';

type Props = { asked: Asked; onPlan?: ((plan: Plan) => void) | undefined };

/** A question back: each choice is a whole plan. */
export function Clarify({ asked, onPlan }: Props): ReactElement {
  const options = asked.options ?? [];
  return (
    <>
      <p className={classes.sentence}>{asked.question}</p>
      <div className={classes.options} role="group" aria-label="Choices">
        {options.map((option) => (
          <Button
            key={option.name ?? option.label}
            variant="default"
            disabled={!onPlan || !option.plan}
            onClick={() => {
              if (option.plan && onPlan) onPlan(option.plan);
            }}
          >
            {option.label}
          </Button>
        ))}
      </div>
    </>
  );
}
