import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { ActionList, type Action } from '@truffle/ui/ActionList';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement } from 'react';

type Props = { of: string; actions: Action[] };

export function RowMenu({ of, actions }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      label={`More for ${of}`}
      opened={open}
      onChange={setOpen}
      target={
        <ActionIcon
          variant="subtle"
          size={28}
          aria-label={`More for ${of}`}
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
