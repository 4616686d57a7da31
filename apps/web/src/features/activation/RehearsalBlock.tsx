import type { Rehearsal } from '@truffle/types/api';
import { Panel } from '@truffle/ui/Panel';
import type { ReactElement } from 'react';
import { moment } from '@/lib/format';
import { ReceiptTable } from './ReceiptTable';
import classes from './RehearsalBlock.module.css';

type Props = { rehearsal: Rehearsal; holdout: number; timeZone: string };

/** The receipt that the push would give, from the whole push against a simulator. */
export function RehearsalBlock({ rehearsal, holdout, timeZone }: Props): ReactElement {
  return (
    <Panel title="Rehearsal: the receipt that this push would give">
      {rehearsal.cause !== null && (
        <p className={classes.stopped} role="alert">
          {rehearsal.cause} {rehearsal.next_step}
        </p>
      )}
      <ReceiptTable receipt={rehearsal.receipt} holdout={holdout} />
      <p className="rt-muted">
        Against the simulator, {moment(rehearsal.at, timeZone)}. Nothing was sent to the platform.
      </p>
    </Panel>
  );
}
