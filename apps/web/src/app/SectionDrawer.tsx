import { Drawer } from '@mantine/core';
import type { Me } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { NavList } from './NavList';

type Props = { me: Me; opened: boolean; onClose: () => void };

/** The sections on a phone. */
export function SectionDrawer({ me, opened, onClose }: Props): ReactElement {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={264}
      title="Sections"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <NavList me={me} onFollow={onClose} />
    </Drawer>
  );
}
