import { Button } from '@mantine/core';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { useState, type ReactElement } from 'react';
import { ActionList } from './ActionList';
import { CodeBlock } from './CodeBlock';
import { Command } from './Command';
import { CrashGuard } from './CrashGuard';
import { Dropdown } from './Dropdown';
import { Facts } from './Facts';
import { FilterChip } from './FilterChip';
import { HowMade } from './HowMade';
import { PageHeader } from './PageHeader';
import { Palette } from './Palette';
import { Panel } from './Panel';
import { SearchBox } from './SearchBox';
import { StatusBadge } from './StatusBadge';

const meta: Meta = { title: 'Small parts' };
export default meta;
type Story = StoryObj;

export const States: Story = {
  render: () => (
    <>
      <StatusBadge tone="quiet">Waiting for approval</StatusBadge>{' '}
      <StatusBadge tone="moving">Syncing 62%</StatusBadge> <StatusBadge tone="good">Synced</StatusBadge>{' '}
      <StatusBadge tone="warning">Partly synced</StatusBadge> <StatusBadge tone="bad">Failed</StatusBadge>{' '}
      <StatusBadge tone="off">Archived</StatusBadge>
    </>
  ),
};
export const Chips: Story = {
  render: () => <FilterChip onRemove={() => undefined}>Channel group is Paid Search</FilterChip>,
};
export const Lines: Story = { render: () => <Command>truffle load ga4 events.json.gz</Command> };
export const Code: Story = { render: () => <CodeBlock label="SQL">SELECT 1</CodeBlock> };
export const Block: Story = {
  render: () => (
    <Panel title="Counted apart" tools={<Button variant="subtle">More</Button>}>
      <Facts
        facts={[
          ['Removed', '218'],
          ['Refreshed', '0'],
        ]}
      />
    </Panel>
  ),
};
export const Header: Story = {
  render: () => (
    <PageHeader title="Audiences" under="38 audiences">
      <SearchBox label="Filter by name" value="" onChange={() => undefined} />
    </PageHeader>
  ),
};
export const Making: Story = {
  render: () => (
    <HowMade
      making={{ title: 'Sessions', facts: [['Rows read', '95,730']], sql: 'SELECT 1', plan: { version: 1 } }}
    />
  ),
};

function Menu(): ReactElement {
  const [open, setOpen] = useState(true);
  return (
    <Dropdown
      label="Row"
      opened={open}
      onChange={setOpen}
      target={
        <Button
          onClick={() => {
            setOpen(!open);
          }}
        >
          Menu
        </Button>
      }
    >
      <ActionList
        title="This row"
        onDone={() => undefined}
        actions={[
          { label: 'Move up', hint: 'Alt ↑', run: () => undefined },
          { label: 'Chosen', chosen: true, run: () => undefined },
          { label: 'Not now', disabled: true, run: () => undefined },
        ]}
      />
    </Dropdown>
  );
}
export const OpenMenu: Story = { render: () => <Menu /> };

function Broken(): ReactElement {
  throw new Error('This block broke.');
}
export const Crash: Story = {
  render: () => (
    <CrashGuard what="the chart">
      <Broken />
    </CrashGuard>
  ),
};
const noop = (): void => undefined;
const paletteParts = { opened: true, onClose: noop, onText: noop, busy: false, failed: null };
export const Finding: Story = {
  render: () => (
    <Palette
      {...paletteParts}
      text=""
      groups={[
        { title: 'Pages', items: [{ id: 'overview', label: 'Overview', hint: 'g o', run: noop }] },
        { title: 'Audiences', items: [{ id: 'aud', label: 'High-value lapsed', run: noop }] },
      ]}
    />
  ),
};
export const FindingNothing: Story = {
  render: () => <Palette {...paletteParts} text="nowhere" groups={[]} />,
};
export const FindingFailed: Story = {
  render: () => (
    <Palette {...paletteParts} text="lapsed" groups={[]} failed="Audiences could not be searched." />
  ),
};
