import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Audience } from '@truffle/types/api';
import { CodeBlock } from '@truffle/ui/CodeBlock';
import { DataTable, TableSkeleton } from '@truffle/ui/DataTable';
import { Facts } from '@truffle/ui/Facts';
import { Panel } from '@truffle/ui/Panel';
import { QueryView } from '@truffle/ui/QueryView';
import { StatusBadge } from '@truffle/ui/StatusBadge';
import type { ReactElement } from 'react';
import { ago, exact, moment, none, sentence } from '@/lib/format';
import { usePersonName } from '@/lib/people';
import { useMe } from '@/lib/session';
import classes from './AudienceView.module.css';
import { sampleQuery, sizeQuery } from './queries';
import { SizePanel } from './SizePanel';
import { statusWords } from './status';
import { VersionList } from './VersionList';

export const audienceTabs = [
  { value: 'summary', label: 'Summary' },
  { value: 'rules', label: 'Rules' },
  { value: 'people', label: 'People' },
  { value: 'versions', label: 'Versions' },
] as const;

export type AudienceTab = (typeof audienceTabs)[number]['value'];

type Props = { audience: Audience; tab: AudienceTab };

export function AudienceView({ audience, tab }: Props): ReactElement {
  switch (tab) {
    case 'summary':
      return <Summary audience={audience} />;
    case 'rules':
      return <Rules audience={audience} />;
    case 'people':
      return <People audience={audience} />;
    case 'versions':
      return <VersionList id={audience.id} />;
  }
}

function Summary({ audience }: { audience: Audience }): ReactElement {
  const me = useMe();
  const nameOf = usePersonName();
  const size = useQuery({ ...sizeQuery(audience.id), enabled: audience.rules !== null });
  return (
    <div className={classes.summary}>
      <SizePanel query={size} waiting={audience.rules === null ? 'This draft has no rules yet.' : null} />
      <Panel title="About">
        <Facts
          facts={[
            ['In words', sentence(audience.words ?? none)],
            [
              'Note',
              audience.description === null || audience.description === '' ? none : audience.description,
            ],
            ['State', <StatusBadge key="state" {...statusWords(audience.status)} />],
            ['Version', exact(audience.version)],
            ['Made by', nameOf(audience.created_by)],
            ['Made', moment(audience.created_at, me.workspace.time_zone)],
            [
              'Updated',
              `${moment(audience.updated_at, me.workspace.time_zone)} (${ago(audience.updated_at)})`,
            ],
          ]}
        />
      </Panel>
    </div>
  );
}

function Rules({ audience }: { audience: Audience }): ReactElement {
  const size = useQuery({ ...sizeQuery(audience.id), enabled: audience.rules !== null });
  if (audience.rules === null) {
    return (
      <p className="rt-muted">
        This draft has no rules yet.{' '}
        <Link to="/audiences/$id/edit/$step" params={{ id: audience.id, step: 'rules' }}>
          Write them
        </Link>
      </p>
    );
  }
  return (
    <div className={classes.rules}>
      <p className={classes.words}>{sentence(audience.words ?? '')}</p>
      <CodeBlock label="rules">{JSON.stringify(audience.rules, null, 2)}</CodeBlock>
      {size.data && <CodeBlock label="SQL">{size.data.sql}</CodeBlock>}
    </div>
  );
}

function People({ audience }: { audience: Audience }): ReactElement {
  const me = useMe();
  const query = useQuery(sampleQuery(audience.id));
  return (
    <QueryView
      query={query}
      what="the sample of people"
      skeleton={<TableSkeleton columns={3} />}
      empty={(sample) => (sample.items.length === 0 ? { title: 'Nobody matches the rules now' } : null)}
    >
      {(sample) => (
        <>
          <p className="rt-muted">
            {exact(sample.items.length)} of {exact(audience.people)} people, by customer id. Contact details
            are never shown.
          </p>
          <DataTable
            caption="Sample of people"
            dense
            rows={sample.items}
            rowKey={(person) => person.customer_id}
            columns={[
              { key: 'id', head: 'Customer', cell: (person) => person.customer_id },
              { key: 'country', head: 'Country', cell: (person) => person.country ?? none },
              {
                key: 'since',
                head: 'Customer since',
                cell: (person) =>
                  person.created_at === null ? none : moment(person.created_at, me.workspace.time_zone),
              },
            ]}
          />
        </>
      )}
    </QueryView>
  );
}
