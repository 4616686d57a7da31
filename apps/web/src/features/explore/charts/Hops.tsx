import type { Answer } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { exact, plural } from '@/lib/format';
import { hopsOf } from '../picture';
import classes from './Charts.module.css';

type Props = { answer: Answer };

const most = 8;

/** From stop to stop, step by step, the most frequent first. */
export function Hops({ answer }: Props): ReactElement {
  const hops = hopsOf(answer);
  const steps = [...new Set(hops.map((hop) => hop.step))];
  const top = hops.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0))[0];
  return (
    <figure className={classes.figure}>
      <figcaption className="rt-sr">
        {plural(hops.length, 'way', 'ways')} over {plural(steps.length, 'step', 'steps')}.
        {top && ` Most: from ${top.source} to ${top.target}, ${exact(top.count)}.`}
      </figcaption>
      {steps.map((step) => {
        const all = hops.filter((hop) => hop.step === step);
        return (
          <section key={step} className={classes.group}>
            <p className={classes.head}>Step {step}</p>
            <ul className={classes.list}>
              {all.slice(0, most).map((hop) => (
                <li key={`${hop.source} ${hop.target}`} className={classes.row} data-wide>
                  <span className={classes.name} title={`${hop.source} → ${hop.target}`}>
                    {hop.source} → {hop.target}
                  </span>
                  <svg className={classes.bar} aria-hidden="true">
                    <rect width={`${hop.length * 100}%`} height={14} rx={2} />
                  </svg>
                  <span className={classes.value}>{exact(hop.count)}</span>
                </li>
              ))}
            </ul>
            {all.length > most && (
              <p className={classes.note}>{plural(all.length - most, 'more is', 'more are')} in the table.</p>
            )}
          </section>
        );
      })}
    </figure>
  );
}
