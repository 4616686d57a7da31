import { useQuery } from '@tanstack/react-query';
import type { AudienceVersion } from '@truffle/types/api';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { ago, exact, moment, sentence } from '@/lib/format';
import { usePersonName } from '@/lib/people';
import { useMe } from '@/lib/session';
import { ChangeList } from './ChangeList';
import { versionsQuery } from './queries';
import classes from './VersionList.module.css';

type Props = { id: string };

export function VersionList({ id }: Props): ReactElement {
  const query = useQuery(versionsQuery(id));
  return (
    <QueryView
      query={query}
      what="the versions"
      skeleton={<TableSkeleton columns={2} />}
      empty={(page) =>
        page.items.length === 0
          ? { title: 'No version yet', children: 'Saving the rules makes the first one.' }
          : null
      }
    >
      {(page) => (
        <ol className={classes.list}>
          {page.items.map((version, index) => (
            <Version key={version.version} version={version} before={page.items[index + 1]} />
          ))}
        </ol>
      )}
    </QueryView>
  );
}

function Version({
  version,
  before,
}: {
  version: AudienceVersion;
  before: AudienceVersion | undefined;
}): ReactElement {
  const me = useMe();
  const nameOf = usePersonName();
  const effect =
    version.people !== null && before?.people !== undefined && before.people !== null
      ? version.people - before.people
      : null;
  return (
    <li className={classes.version}>
      <div className={classes.head}>
        <h2 className={classes.title}>Version {version.version}</h2>
        <span className={classes.people}>
          {exact(version.people)} people
          {effect !== null && effect !== 0 && ` (${effect > 0 ? '+' : '−'}${exact(Math.abs(effect))})`}
        </span>
      </div>
      <p className={classes.by} title={moment(version.created_at, me.workspace.time_zone)}>
        {nameOf(version.created_by)}, {ago(version.created_at)}
      </p>
      <p className={classes.words}>{sentence(version.words)}</p>
      <ChangeList
        changes={version.changes}
        nothing={before ? 'The rules are the same.' : 'The first version.'}
      />
    </li>
  );
}
