import { useQuery } from '@tanstack/react-query';
import { DataTable, TableSkeleton } from '@truffle/ui/DataTable';
import { QueryView } from '@truffle/ui/QueryView';
import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { ago, exact } from '@/lib/format';
import { allowed } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import classes from './AudiencePicker.module.css';
import { audiencesQuery } from './queries';

type Props = { chosen: string | undefined; onChoose: (id: string) => void };

/** The audiences that have a version and that this person may send. */
export function AudiencePicker({ chosen, onChoose }: Props): ReactElement {
  const me = useMe();
  const query = useQuery(audiencesQuery(undefined));
  const ready = (items: typeof query.data): NonNullable<typeof query.data>['items'] =>
    items?.items.filter((audience) => allowed(me, audience.acts, 'activation_push').allowed) ?? [];
  return (
    <QueryView
      query={query}
      what="the audiences"
      skeleton={<TableSkeleton columns={3} />}
      empty={(page) =>
        ready(page).length === 0
          ? {
              title: 'No audience can be sent yet',
              children:
                'Build one and save it as a version first. Those of others are sent by them or an admin.',
            }
          : null
      }
    >
      {(page) => (
        <DataTable
          caption="Audiences"
          rows={ready(page)}
          rowKey={(audience) => audience.id}
          selected={(audience) => audience.id === chosen}
          columns={[
            {
              key: 'name',
              head: 'Audience',
              cell: (audience) => (
                <UnstyledButton
                  className={classes.pick}
                  aria-pressed={audience.id === chosen}
                  onClick={() => {
                    onChoose(audience.id);
                  }}
                >
                  {audience.name}
                </UnstyledButton>
              ),
            },
            { key: 'version', head: 'Version', number: true, cell: (audience) => exact(audience.version) },
            { key: 'people', head: 'People', number: true, cell: (audience) => exact(audience.people) },
            { key: 'updated', head: 'Updated', cell: (audience) => ago(audience.updated_at) },
          ]}
        />
      )}
    </QueryView>
  );
}
