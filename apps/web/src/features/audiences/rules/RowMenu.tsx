import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import { ActionList } from '@truffle/ui/ActionList';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement } from 'react';
import type { Path } from '@/features/audiences/model';
import { useRules } from './RulesContext';

type Props = { path: Path; what: 'condition' | 'group' };

export function RowMenu({ path, what }: Props): ReactElement {
  const rules = useRules();
  const [open, setOpen] = useState(false);
  const icon = { size: 14, 'aria-hidden': true };
  return (
    <Dropdown
      label={`This ${what}`}
      opened={open}
      onChange={setOpen}
      target={
        <ActionIcon
          variant="subtle"
          size={28}
          aria-label={`Move, duplicate or delete this ${what}`}
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
        onDone={() => {
          setOpen(false);
        }}
        actions={[
          {
            label: 'Move up',
            hint: 'Alt ↑',
            icon: <IconArrowUp {...icon} />,
            run: () => {
              rules.move(path, -1);
            },
          },
          {
            label: 'Move down',
            hint: 'Alt ↓',
            icon: <IconArrowDown {...icon} />,
            run: () => {
              rules.move(path, 1);
            },
          },
          {
            label: 'Duplicate',
            hint: 'Ctrl D',
            icon: <IconCopy {...icon} />,
            run: () => {
              rules.duplicate(path);
            },
          },
          {
            label: 'Delete',
            icon: <IconTrash {...icon} />,
            run: () => {
              rules.remove(path);
            },
          },
        ]}
      />
    </Dropdown>
  );
}
