import type { Answer, Column } from '@truffle/types/api';
import { FewCases } from '@truffle/ui/FewCases';
import type { ReactElement } from 'react';
import type { FewOf } from '@/lib/cases';
import { exact, share } from '@/lib/format';
import { axisWord } from '../axis';
import { funnelsOf, type Step } from '../picture';
import classes from './Charts.module.css';

type Props = { answer: Answer; by: Column | null; few: FewOf };

const most = 6;

export function Funnels({ answer, by, few }: Props): ReactElement {
  const funnels = funnelsOf(answer, by);
  return (
    <>
      {funnels.slice(0, most).map((funnel) => (
        <figure key={funnel.name ?? ''} className={classes.figure}>
          {by && funnel.name !== null && (
            <p className={classes.head}>{axisWord(answer.plan, by, funnel.name)}</p>
          )}
          <figcaption className="rt-sr">{summary(funnel.steps)}</figcaption>
          <ol className={classes.steps}>
            {funnel.steps.map((step, index) => (
              <li key={step.label} className={classes.step}>
                <span className={classes.stepHead}>
                  <span>
                    {index + 1}. {step.label}
                  </span>
                  <span>
                    <strong>{exact(step.count)}</strong>{' '}
                    <span className={classes.rates}>
                      {index === 0
                        ? ''
                        : `${rate(step.fromPrevious)} of the step before · ${rate(step.fromFirst)} of the first`}
                    </span>
                    {index > 0 && <FewCases why={few(step.row, 'rate_from_previous')} />}
                  </span>
                </span>
                <svg className={classes.bar} aria-hidden="true">
                  <rect className={classes.rest} width="100%" height={14} rx={2} />
                  <rect width={`${(step.fromFirst ?? 0) * 100}%`} height={14} rx={2} />
                </svg>
              </li>
            ))}
          </ol>
        </figure>
      ))}
      {funnels.length > most && (
        <p className={classes.note}>{exact(funnels.length - most)} more are in the table.</p>
      )}
    </>
  );
}

const rate = (of: number | null): string => (of === null ? '–' : share(of, 1));

function summary(steps: Step[]): string {
  const last = steps.at(-1);
  const [first] = steps;
  if (!first || !last) return 'A funnel without steps.';
  return `A funnel of ${steps.length} steps: ${exact(first.count)} at ${first.label}, ${exact(last.count)} at ${last.label}, ${rate(last.fromFirst)} of the first.`;
}
