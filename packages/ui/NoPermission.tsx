import { IconLock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './States.module.css';

type Props = { what: string; whoCan?: string | undefined; detail?: string | undefined };

export function NoPermission({ what, whoCan, detail }: Props): ReactElement {
  return (
    <section className={classes.state} data-kind="locked">
      <h2 className={classes.title}>
        <IconLock size={16} aria-hidden="true" /> You can't see {what}
      </h2>
      <div className={classes.text}>
        {whoCan ?? 'Your role does not include this.'} {detail} An admin can change what you may do.
      </div>
    </section>
  );
}
