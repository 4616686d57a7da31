import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement, type ReactNode } from 'react';

type Props = { what: string; children: (close: () => void) => ReactNode };

export function AddChip({ what, children }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      label={`Add a ${what.toLowerCase()}`}
      opened={open}
      onChange={setOpen}
      target={
        <Button
          variant="subtle"
          aria-label={`Add a ${what.toLowerCase()}`}
          aria-expanded={open}
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {what}
        </Button>
      }
    >
      {children(() => {
        setOpen(false);
      })}
    </Dropdown>
  );
}
