import { Button } from '@mantine/core';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { Model, Plan } from '@truffle/types/api';
import { useEffect, useState, type ReactElement } from 'react';
import { plural } from '@/lib/format';
import { useShown } from '../useShown';
import classes from './LiveTurn.module.css';
import { Unsure } from './Unsure';
import type { Live } from './useAsk';

type Props = {
  live: Live;
  model: Model;
  onAgain: () => void;
  /** Asks for less in its place. */
  onPlan: (plan: Plan) => void;
  onDrop: () => void;
};

/** A question on its way: each step as it happens. What there is stays when it is stopped or fails. */
export function LiveTurn({ live, model, onAgain, onPlan, onDrop }: Props): ReactElement {
  return (
    <section ref={useShown(true, 0)} className={classes.turn} aria-label="The question that runs">
      {live.body.question !== undefined && <p className={classes.question}>{live.body.question}</p>}
      {live.reading !== null && <p className={classes.reading}>I read this as: {live.reading}</p>}
      {live.state === 'asking' && <Steps live={live} />}
      {live.state === 'unsure' && live.waits && (
        <Unsure {...live.waits} {...{ model, onPlan, onDrop }} onRun={onAgain} />
      )}
      {live.state === 'stopped' && (
        <div className={classes.row} role="status">
          Stopped.
          <Button variant="default" onClick={onAgain}>
            Ask again
          </Button>
          <Button variant="subtle" onClick={onDrop}>
            Leave it
          </Button>
        </div>
      )}
      {live.state === 'failed' && (
        <ErrorState
          failure={failureOf(live.error)}
          what="the answer"
          onRetry={onAgain}
          unaffected={narrow(live)}
        />
      )}
    </section>
  );
}

function narrow(live: Live): string | undefined {
  const { code, status } = failureOf(live.error);
  if (code === 'timeout' || status === 504)
    return 'It was stopped after 30 seconds: fewer days, fewer breakdowns or a filter make it lighter.';
  return undefined;
}

const words = { understanding: 'Understanding', running: 'Running', writing: 'Writing' };

function Steps({ live }: { live: Live }): ReactElement {
  const seconds = useSeconds(live.startedAt);
  return (
    <p className={classes.row} aria-busy="true">
      <span className={classes.dot} aria-hidden="true" />
      {live.broke && 'The connection broke off; trying again. '}
      {words[live.step]} <span className="rt-numbers">{seconds.toFixed(1)} s</span>
      {live.rows !== null && <span>· {plural(live.rows, 'row', 'rows')}</span>}
    </p>
  );
}

function useSeconds(since: number): number {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, 100);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  return Math.max(0, now - since) / 1000;
}
