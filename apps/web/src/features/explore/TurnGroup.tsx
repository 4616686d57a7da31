import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { Cond, Model, Plan, Turn } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { moment } from '@/lib/format';
import answer from './answer/Answer.module.css';
import { Clarify } from './answer/Clarify';
import { PlanAnswer } from './answer/PlanAnswer';
import { Refuse } from './answer/Refuse';
import classes from './Explore.module.css';
import { askedOf, planFrom, questionOf } from './model';
import { useShown } from './useShown';

type Props = {
  /** A question, then its plans that were changed by hand; the newest is shown. */
  turns: Turn[];
  model: Model;
  /** The turn that the address names. */
  named: number | null;
  newest: boolean;
  /** It is what the page is opened at: there are others above it. */
  scroll: boolean;
  /** Asks for another plan in the place of this turn. */
  onPlan?: ((plan: Plan, replaces: number) => void) | undefined;
  onAudience?: ((rules: Cond) => void) | undefined;
  onFill: (text: string) => void;
};

/** A question and what it became. Older ones are opened when they are wanted. */
export function TurnGroup({
  turns,
  model,
  named,
  newest,
  scroll,
  onPlan,
  onAudience,
  onFill,
}: Props): ReactElement | null {
  const wanted = turns.findIndex((turn) => turn.number === named);
  const [at, setAt] = useState<number | null>(wanted < 0 ? null : wanted);
  const [opened, setOpened] = useState(wanted >= 0);
  const index = at === null ? turns.length - 1 : Math.min(at, turns.length - 1);
  const turn = turns[index];
  const show = newest || opened;
  const ref = useShown(wanted >= 0 || (newest && named === null && scroll), turns.length);
  if (!turn) return null;
  const asked = askedOf(turn.envelope);
  const plan = planFrom(asked);
  const question = questionOf(turns, index) ?? asked.reading ?? 'Asked without words';
  const change =
    onPlan &&
    ((next: Plan): void => {
      setAt(null);
      onPlan(next, turn.number);
    });
  return (
    <article className={answer.card} aria-label={question} ref={ref}>
      <div className={classes.top}>
        <h2 className={answer.question}>{question}</h2>
        {turns.length > 1 && <Versions index={index} count={turns.length} onIndex={setAt} />}
      </div>
      {!show && (
        <div className={classes.closed}>
          <span>{asked.reading ?? asked.question ?? asked.message}</span>
          <Button
            variant="subtle"
            onClick={() => {
              setOpened(true);
            }}
          >
            {plan ? 'Show the answer' : 'Show'}
          </Button>
        </div>
      )}
      {show && plan && (
        <PlanAnswer
          key={turn.number}
          plan={plan}
          model={model}
          reading={asked.reading}
          corrected={asked.corrected}
          titled={question === asked.reading}
          onPlan={change}
          onAudience={onAudience}
        />
      )}
      {show && asked.kind === 'clarify' && <Clarify asked={asked} onPlan={change} />}
      {show && asked.kind === 'refuse' && <Refuse asked={asked} model={model} onFill={onFill} />}
      <p className={classes.when}>{moment(turn.created_at, model.time_zone)}</p>
    </article>
  );
}

type VersionsProps = { index: number; count: number; onIndex: (index: number) => void };

function Versions({ index, count, onIndex }: VersionsProps): ReactElement {
  return (
    <span className={classes.versions} role="group" aria-label="Versions of this question">
      <ActionIcon
        variant="subtle"
        size={28}
        aria-label="Earlier version"
        disabled={index === 0}
        onClick={() => {
          onIndex(index - 1);
        }}
      >
        <IconChevronLeft size={14} aria-hidden="true" />
      </ActionIcon>
      Version {index + 1} of {count}
      <ActionIcon
        variant="subtle"
        size={28}
        aria-label="Later version"
        disabled={index === count - 1}
        onClick={() => {
          onIndex(index + 1);
        }}
      >
        <IconChevronRight size={14} aria-hidden="true" />
      </ActionIcon>
    </span>
  );
}
