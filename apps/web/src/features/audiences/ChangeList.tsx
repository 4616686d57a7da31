import type { ReactElement } from 'react';
import classes from './ChangeList.module.css';

type Props = { changes: string[]; nothing: string };

export function ChangeList({ changes, nothing }: Props): ReactElement {
  if (changes.length === 0) return <p className={classes.nothing}>{nothing}</p>;
  return (
    <ul className={classes.list}>
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  );
}
