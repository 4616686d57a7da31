import type { Meta, StoryObj } from '@storybook/react-vite';
import { DataTable, TableSkeleton, type DataColumn } from './DataTable';
import { StatusBadge } from './StatusBadge';

interface Row {
  name: string;
  people: string;
  state: 'good' | 'warning';
}

const columns: DataColumn<Row>[] = [
  { key: 'name', head: 'Name', cell: (row) => <a href="#row">{row.name}</a> },
  { key: 'people', head: 'People', number: true, cell: (row) => row.people },
  {
    key: 'state',
    head: 'State',
    cell: (row) => (
      <StatusBadge tone={row.state}>{row.state === 'good' ? 'In sync' : '1 failed'}</StatusBadge>
    ),
  },
];
const rows: Row[] = [
  { name: 'High-value lapsed', people: '12,480', state: 'good' },
  { name: 'Cart abandoners 7 days', people: '3,911', state: 'warning' },
];

const meta: Meta<typeof DataTable<Row>> = {
  title: 'DataTable',
  component: DataTable<Row>,
  args: { caption: 'Audiences', columns, rows, rowKey: (row) => row.name },
};
export default meta;
type Story = StoryObj<typeof DataTable<Row>>;

export const Comfortable: Story = {};
export const Dense: Story = { args: { dense: true } };
export const Selected: Story = { args: { selected: (row) => row.people === '3,911' } };
export const Phone: Story = { globals: { viewport: { value: 'mobile1' } } };
export const ManyRows: Story = {
  args: {
    rows: Array.from({ length: 60 }, (_, at) => ({
      name: `Audience ${at}`,
      people: String(at * 31),
      state: 'good',
    })),
  },
};
export const Loading: Story = { render: () => <TableSkeleton columns={3} /> };
