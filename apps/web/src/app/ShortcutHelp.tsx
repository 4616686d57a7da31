import { Kbd, Modal } from '@mantine/core';
import type { ReactElement } from 'react';
import { useActiveShortcuts } from '@/lib/shortcuts';
import classes from './ShortcutHelp.module.css';

type Props = { opened: boolean; onClose: () => void };

export function ShortcutHelp({ opened, onClose }: Props): ReactElement {
  const shortcuts = useActiveShortcuts().toReversed().flat();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.list}>
        {shortcuts.map((shortcut) => (
          <div key={shortcut.keys} className={classes.row}>
            <dt>{shortcut.label}</dt>
            <dd>
              {shortcut.keys.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
