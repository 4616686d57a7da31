import type { Meta, StoryObj } from '@storybook/react-vite';
import type { ReactElement } from 'react';
import { Command } from './Command';
import { DataTable, TableSkeleton } from './DataTable';
import { QueryView, type QueryLike } from './QueryView';

interface Row {
  name: string;
  people: string;
}

const rows: Row[] = [
  { name: 'High-value lapsed', people: '12,480' },
  { name: 'Cart abandoners 7 days', people: '3,911' },
];

type Props = { data?: Row[]; error?: unknown; isFetching?: boolean };

function Example({ data, error = null, isFetching = false }: Props): ReactElement {
  const query: QueryLike<Row[]> = { data, error, isFetching, refetch: () => undefined };
  return (
    <QueryView
      query={query}
      what="the audiences"
      skeleton={<TableSkeleton columns={2} rows={3} />}
      whoCan="Everyone with the role user can."
      empty={(list) =>
        list.length > 0
          ? null
          : {
              title: 'Build your first audience',
              children: 'An audience is a set of rules over your customers.',
              action: <Command>truffle demo</Command>,
            }
      }
    >
      {(list) => (
        <DataTable
          caption="Audiences"
          rows={list}
          rowKey={(row) => row.name}
          columns={[
            { key: 'name', head: 'Name', cell: (row) => row.name },
            { key: 'people', head: 'People', number: true, cell: (row) => row.people },
          ]}
        />
      )}
    </QueryView>
  );
}

const failure = {
  status: 500,
  code: 'internal',
  detail: 'The warehouse did not answer.',
  next_step: 'Check truffle doctor.',
  request_id: 'req_8f31',
};

const meta: Meta<typeof Example> = { title: 'QueryView', component: Example };
export default meta;
type Story = StoryObj<typeof Example>;

export const FirstLoad: Story = { args: { isFetching: true } };
export const Loaded: Story = { args: { data: rows } };
export const Refresh: Story = { args: { data: rows, isFetching: true } };
export const Empty: Story = { args: { data: [] } };
export const Failed: Story = { args: { error: failure } };
export const NotAllowed: Story = { args: { error: { ...failure, status: 403, detail: '' } } };
export const Stale: Story = { args: { data: rows, error: failure } };
