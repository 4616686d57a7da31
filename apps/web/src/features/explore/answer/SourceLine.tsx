import { IconCircleCheckFilled } from '@tabler/icons-react';
import type { Answer } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { bytes, day, elapsed, exact, moment, plural } from '@/lib/format';
import classes from './Answer.module.css';

type Props = { answer: Answer; timeZone: string };

/** Where the numbers come from, what they cost and how old they are. */
export function SourceLine({ answer, timeZone }: Props): ReactElement {
  const { data_until: until } = answer;
  return (
    <p className={classes.source}>
      <span className={classes.model} title="Every name was checked against the semantic model.">
        <IconCircleCheckFilled size={14} aria-hidden="true" />
        From the model
      </span>
      <span>
        {plural(answer.rows.length, 'row', 'rows')}
        {answer.truncated && ', there are more'}
      </span>
      <span title={`${exact(answer.rows_read)} rows read`}>{bytes(answer.bytes_read)} read</span>
      <span>
        {answer.cost_usd === 0 ? 'no cost' : exact(answer.cost_usd, { format: 'currency', unit: 'USD' })}
      </span>
      <span>
        {elapsed(answer.elapsed_ms)}
        {answer.cached && ', from the cache'}
      </span>
      {until !== null && <span>data to {until.length > 10 ? moment(until, timeZone) : day(until)}</span>}
    </p>
  );
}
