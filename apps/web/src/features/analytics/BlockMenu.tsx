import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { Answer } from '@truffle/types/api';
import { ActionList, type Action } from '@truffle/ui/ActionList';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement } from 'react';
import { download, toCsv } from '@/lib/csv';

type Props = {
  name: string;
  answer: Answer | undefined;
  onTable?: (() => void) | undefined;
  onExplore: () => void;
};

/** What else can be done with a block: its table, its address, its rows. */
export function BlockMenu({ name, answer, onTable, onExplore }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const actions: Action[] = [
    ...(onTable ? [{ label: 'View as table', run: onTable }] : []),
    { label: 'Ask about this', run: onExplore },
    { label: 'Copy link', run: () => void navigator.clipboard.writeText(window.location.href) },
    {
      label: 'Download CSV',
      disabled: !answer,
      run: () => {
        if (answer) download(`${name}.csv`, 'text/csv', toCsv(answer));
      },
    },
  ];
  return (
    <Dropdown
      label="More for this block"
      opened={open}
      onChange={setOpen}
      target={
        <ActionIcon
          variant="subtle"
          size={24}
          aria-label="More for this block"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <IconDots size={14} aria-hidden="true" />
        </ActionIcon>
      }
    >
      <ActionList
        actions={actions}
        onDone={() => {
          setOpen(false);
        }}
      />
    </Dropdown>
  );
}
