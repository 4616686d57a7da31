import { Kbd } from '@mantine/core';
import { errorCodes } from '@truffle/types/api';
import { DataTable } from '@truffle/ui/DataTable';
import { Facts } from '@truffle/ui/Facts';
import { Panel } from '@truffle/ui/Panel';
import type { ReactElement } from 'react';
import { useActiveShortcuts } from '@/lib/shortcuts';
import classes from './HelpView.module.css';
import { pageKeys } from './keys';
import { words } from './words';

interface Key {
  keys: string;
  label: string;
  where: string;
}

/** Keys, words, codes: what can be looked up without asking anybody. */
export function HelpView(): ReactElement {
  const everywhere = useActiveShortcuts()
    .flat()
    .map(({ keys, label }): Key => ({ keys, label, where: 'Every page' }));
  return (
    <div className={classes.blocks}>
      <Panel title="Keyboard shortcuts" flush>
        <DataTable
          caption="Keyboard shortcuts"
          rows={[...everywhere, ...pageKeys]}
          rowKey={({ keys, where }) => `${where} ${keys}`}
          columns={[
            { key: 'label', head: 'What it does', cell: (row) => row.label },
            { key: 'where', head: 'Where', cell: (row) => row.where },
            { key: 'keys', head: 'Keys', cell: (row) => <Keys of={row.keys} /> },
          ]}
        />
        <p className={classes.note}>
          Single keys do nothing while you type. On a Mac, ⌘ does what Ctrl does.
        </p>
      </Panel>
      <Panel title="Words used here">
        <Facts facts={words.map(([word, meaning]) => [word, meaning])} />
      </Panel>
      <Panel title="Error codes" flush>
        <DataTable
          caption="Error codes"
          rows={[...errorCodes]}
          rowKey={({ code }) => code}
          columns={[
            { key: 'code', head: 'Code', cell: ({ code }) => <code>{code}</code> },
            { key: 'status', head: 'Status', number: true, cell: ({ status }) => String(status) },
            { key: 'next', head: 'Next step', wrap: true, cell: ({ next_step }) => next_step },
          ]}
        />
        <p className={classes.note}>
          An error that knows better says its own next step. Its request id finds it in the server’s log.
        </p>
      </Panel>
      <Panel title="For programs">
        <p className={classes.text}>
          Everything on these pages is an operation that programs may call too:{' '}
          <a href="/api/docs">the API</a>, <a href="/api/openapi.json">its description</a>, and{' '}
          <code>truffle --help</code> in a terminal.
        </p>
      </Panel>
    </div>
  );
}

function Keys({ of }: { of: string }): ReactElement {
  return (
    <span className={classes.keys}>
      {of.split(' ').map((key) => (
        <Kbd key={key}>{key.length === 1 && of.startsWith('Ctrl') ? key.toUpperCase() : key}</Kbd>
      ))}
    </span>
  );
}
