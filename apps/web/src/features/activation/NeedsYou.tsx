import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { NoPermission } from '@truffle/ui/NoPermission';
import { Panel } from '@truffle/ui/Panel';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { ago, plural } from '@/lib/format';
import { platformName } from '@/lib/jobs';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { JobStateBadge } from './JobStateBadge';
import { needsOf, type Need } from './needs';
import classes from './NeedsYou.module.css';
import { needsQuery } from './queries';

const most = 5;

/** What waits for this person: pushes to decide, and pushes that failed or are paused. */
export function NeedsYou(): ReactElement {
  return (
    <Panel title="Needs you">
      {can(useMe(), 'activation_list') ? (
        <Needs />
      ) : (
        <NoPermission what="the pushes" whoCan="Everyone with the role user can." />
      )}
    </Panel>
  );
}

function Needs(): ReactElement {
  const query = useQuery({ ...needsQuery(), select: ({ items }) => needsOf(items, new Date()) });
  return (
    <QueryView
      query={query}
      what="what needs you"
      skeleton={<Skeleton height={132} />}
      empty={(needs) => (needs.length === 0 ? nothing : null)}
    >
      {(needs) => (
        <>
          <ul className={classes.list}>
            {needs.slice(0, most).map((need) => (
              <Row key={need.job.id} need={need} />
            ))}
          </ul>
          {needs.length > most && <More needs={needs} />}
        </>
      )}
    </QueryView>
  );
}

const nothing = {
  title: 'Nothing needs you',
  children: 'Pushes to approve, and pushes that failed or are paused, come here.',
};

function Row({ need: { job, decides } }: { need: Need }): ReactElement {
  const name = `${job.audience_name} to ${platformName(job.platform)}`;
  return (
    <li className={classes.need}>
      {decides ? (
        <Link to="/admin/governance" search={{ open: job.id }} className={classes.name}>
          {name}
        </Link>
      ) : (
        <Link to="/activation/jobs/$id" params={{ id: job.id }} className={classes.name}>
          {name}
        </Link>
      )}
      <span className={classes.state}>
        <JobStateBadge job={job} />
      </span>
      <span className={classes.why}>{why(job, decides)}</span>
    </li>
  );
}

function why(job: Need['job'], decides: boolean): string {
  if (!decides) return job.next_step ?? job.cause ?? `Asked for ${ago(job.asked_at)}.`;
  const people = job.expected ? `Sends ${plural(job.expected.sends, 'person', 'people')}. ` : '';
  return `${people}Asked for by ${job.asked_by_name}, ${ago(job.asked_at)}.`;
}

function More({ needs }: { needs: Need[] }): ReactElement {
  const rest = needs.slice(most);
  const words = plural(rest.length, 'more', 'more');
  return (
    <p className={classes.more}>
      {rest.every((need) => need.decides) ? (
        <Link to="/admin/governance">{words}</Link>
      ) : (
        <Link to="/activation" search={{ state: ['paused', 'failed', 'partly_done'] }}>
          {words}
        </Link>
      )}
    </p>
  );
}
