import { Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Command } from '@truffle/ui/Command';
import { QueryView } from '@truffle/ui/QueryView';
import { TableSkeleton } from '@truffle/ui/DataTable';
import type { ReactElement } from 'react';
import { platformName } from '@/lib/jobs';
import classes from './AccountPicker.module.css';
import { accountsQuery } from './queries';

type Props = { chosen: string | undefined; onChoose: (id: string) => void };

/** Where to send; the sandbox keeps everything on this server. */
export function AccountPicker({ chosen, onChoose }: Props): ReactElement {
  const query = useQuery(accountsQuery);
  return (
    <QueryView
      query={query}
      what="the accounts"
      skeleton={<TableSkeleton rows={3} columns={2} />}
      empty={(page) =>
        page.items.length === 0
          ? {
              title: 'No ad account yet',
              children: 'Demo data bring a sandbox account that keeps everything on this server.',
              action: <Command>truffle demo</Command>,
            }
          : null
      }
    >
      {(page) => (
        <Radio.Group label="Account" value={chosen ?? null} onChange={onChoose}>
          <div className={classes.list}>
            {page.items.map((account) => (
              <Radio
                key={account.id}
                value={account.id}
                size="xs"
                label={`${platformName(account.platform)}, ${account.name}`}
                description={
                  account.sandbox
                    ? `${account.external_id}, sandbox: nothing leaves this server`
                    : account.external_id
                }
              />
            ))}
          </div>
        </Radio.Group>
      )}
    </QueryView>
  );
}
