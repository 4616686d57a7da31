import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement, type ReactNode } from 'react';

type Props = { what: string; children: (close: () => void) => ReactNode };

export function AddChip({ what, children }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const words = `Add ${/^[AEIOU]/.test(what) ? 'an' : 'a'} ${what.toLowerCase()}`;
  return (
    <Dropdown
      label={words}
      opened={open}
      onChange={setOpen}
      target={
        <Button
          variant="subtle"
          aria-label={words}
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
