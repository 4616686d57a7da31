import type { Meta, StoryObj } from '@storybook/react-vite';
import { Change } from './Change';
import { Sparkline } from './Sparkline';
import { Stat, StatSkeleton } from './Stat';

const meta: Meta<typeof Stat> = {
  title: 'Stat',
  component: Stat,
  args: {
    label: 'Sessions',
    value: '95,730',
    exact: '95,730',
    description: 'Distinct sessions in the period.',
    before: 'was 88,150',
    change: <Change direction="up" text="8.6%" tone="good" />,
    spark: <Sparkline values={[3, 4, 2, 5, 6, 4, 7]} />,
    onSelect: () => undefined,
  },
};
export default meta;
type Story = StoryObj<typeof Stat>;

export const Good: Story = {};
export const Bad: Story = { args: { change: <Change direction="down" text="5.1%" tone="bad" /> } };
export const FallingIsGood: Story = {
  args: {
    label: 'Cost per sale',
    value: '$18.20',
    change: <Change direction="down" text="16.9%" tone="good" />,
  },
};
export const Selected: Story = { args: { selected: true } };
export const NotDefined: Story = {
  args: { value: '–', before: '', change: null, spark: <Sparkline values={[null, null]} /> },
};
export const Gap: Story = { args: { spark: <Sparkline values={[3, 4, null, 5, 6]} /> } };
export const Loading: Story = { render: () => <StatSkeleton /> };
