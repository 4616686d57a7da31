import type { Answer, Column } from '@truffle/types/api';
import { FewCases } from '@truffle/ui/FewCases';
import type { ReactElement } from 'react';
import type { FewOf } from '@/lib/cases';
import { exact, figure, plural } from '@/lib/format';
import { axisWord } from '../axis';
import { barsOf } from '../picture';
import classes from './Charts.module.css';

type Props = { answer: Answer; by: Column; metric: Column; few: FewOf };

/** A bar for each value, in the order of the answer; the period before stands under it, lighter. */
export function Bars({ answer, by, metric, few }: Props): ReactElement {
  const bars = barsOf(answer, by, metric);
  const left = answer.rows.length - bars.length;
  const [first] = bars;
  const last = bars.at(-1);
  const word = (name: string): string => axisWord(answer.plan, by, name);
  return (
    <figure className={classes.figure}>
      <figcaption className="rt-sr">
        {metric.label} by {by.label}: {plural(answer.rows.length, 'value', 'values')}
        {first && last && bars.length > 1
          ? `, from ${word(first.name)} with ${exact(first.value, metric)} to ${word(last.name)} with ${exact(last.value, metric)}.`
          : '.'}
      </figcaption>
      <ul className={classes.list}>
        {bars.map((bar, index) => (
          <li key={bar.name} className={classes.row}>
            <span className={classes.name} title={word(bar.name)}>
              {word(bar.name)}
            </span>
            <svg className={classes.bar} aria-hidden="true">
              <rect width={`${bar.length * 100}%`} height={bar.beforeLength === undefined ? 14 : 8} rx={2} />
              {bar.beforeLength !== undefined && (
                <rect
                  className={classes.before}
                  y={9}
                  width={`${bar.beforeLength * 100}%`}
                  height={5}
                  rx={2}
                />
              )}
            </svg>
            <span className={classes.value} title={exact(bar.value, metric)}>
              <FewCases why={few(answer.rows[index], metric.name)} />
              {figure(bar.value, metric)}
              {bar.before !== undefined && (
                <span className={classes.rates}> was {figure(bar.before, metric)}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className={classes.note}>{plural(left, 'more value is', 'more values are')} in the table.</p>
      )}
    </figure>
  );
}
