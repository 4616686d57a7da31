import { IconLock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './States.module.css';

type Props = {
  what: string;
  whoCan?: string | undefined;
  detail?: string | undefined;
  /** It is all that the page has: its title is the page's. */
  isPage?: boolean;
};

export function NoPermission({ what, whoCan, detail, isPage = false }: Props): ReactElement {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className={classes.state} data-kind="locked">
      <Heading className={classes.title}>
        <IconLock size={16} aria-hidden="true" /> You can't see {what}
      </Heading>
      <div className={classes.text}>
        {whoCan ?? 'Your role does not include this.'} {detail} An admin can change what you may do.
      </div>
    </section>
  );
}
