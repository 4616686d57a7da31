import type { ReactElement, ReactNode } from 'react';
import classes from './Facts.module.css';

type Props = { facts: [label: string, value: ReactNode][] };

/** Label and value pairs. */
export function Facts({ facts }: Props): ReactElement {
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label} className={classes.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
