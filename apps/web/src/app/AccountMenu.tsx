import { UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLogout } from '@tabler/icons-react';
import type { Me } from '@truffle/types/api';
import { ActionList } from '@truffle/ui/ActionList';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement } from 'react';
import classes from './AccountMenu.module.css';
import { useLeave } from './useLeave';
import { themes, useTheme } from './useTheme';

type Props = { me: Me };

export function AccountMenu({ me }: Props): ReactElement {
  const [opened, setOpened] = useState(false);
  const choose = useTheme();
  const leave = useLeave();
  const close = (): void => {
    setOpened(false);
  };
  return (
    <Dropdown
      label="Account"
      opened={opened}
      onChange={setOpened}
      target={
        <UnstyledButton
          className={classes.target}
          aria-expanded={opened}
          onClick={() => {
            setOpened(!opened);
          }}
        >
          <span className={classes.initials} data-initials={initials(me.name)} aria-hidden="true" />
          <span className="rt-sr">Account: </span>
          <span className={classes.name}>{me.name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      }
    >
      <p className={classes.who}>
        <strong>{me.name}</strong>
        {rights(me)}
      </p>
      <ActionList
        title="Theme"
        onDone={close}
        actions={themes.map(({ choice, label }) => ({
          label,
          chosen: me.theme === choice,
          icon: <IconCheck size={14} aria-hidden="true" opacity={me.theme === choice ? 1 : 0} />,
          run: () => {
            choose(choice);
          },
        }))}
      />
      <div className={classes.leave}>
        <ActionList
          onDone={close}
          actions={[{ label: 'Sign out', icon: <IconLogout size={14} aria-hidden="true" />, run: leave }]}
        />
      </div>
    </Dropdown>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.charAt(0) ?? ''}${words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : ''}`.toUpperCase();
}

function rights(me: Me): string {
  return [me.role, ...(me.approver ? ['approver'] : []), ...(me.auditor ? ['auditor'] : [])].join(', ');
}
