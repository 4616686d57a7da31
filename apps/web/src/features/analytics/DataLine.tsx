import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { Answer, Workspace } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { ago, day, days, moment } from '@/lib/format';
import { isStale } from './answers';
import classes from './DataLine.module.css';

type Props = { answer: Answer | undefined; workspace: Workspace; timeZone: string };

/** Which days, to when the data reach, in which currency and zone; amber when they are late. */
export function DataLine({ answer, workspace, timeZone }: Props): ReactElement {
  if (!answer) return <>{`${workspace.currency} · ${timeZone}`}</>;
  const stale = isStale(answer.data_until, timeZone);
  return (
    <span className={classes.line}>
      {answer.from && answer.to && <span>{days(answer.from, answer.to)}</span>}
      {answer.data_until && (
        <span className={classes.until} data-stale={stale || undefined}>
          {stale && <IconAlertTriangleFilled size={12} aria-hidden="true" />}
          Data to {until(answer.data_until, timeZone)}
          {stale && ', later than expected'}
        </span>
      )}
      {answer.loaded_at && (
        <span title={moment(answer.loaded_at, timeZone)}>loaded {ago(answer.loaded_at)}</span>
      )}
      <span>{workspace.currency}</span>
      <span>{timeZone}</span>
    </span>
  );
}

function until(text: string, timeZone: string): string {
  return text.length > 10 ? moment(text, timeZone) : day(text);
}
