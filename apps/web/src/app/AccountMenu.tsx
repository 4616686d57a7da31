import { UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLogout } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Me } from '@truffle/types/api';
import { ActionList } from '@truffle/ui/ActionList';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement } from 'react';
import { call } from '@/lib/api';
import { meQuery } from '@/lib/session';
import classes from './AccountMenu.module.css';
import type { ThemeChoice } from './theme';

type Props = { me: Me };

const themes: readonly { choice: ThemeChoice; label: string }[] = [
  { choice: 'system', label: 'As the system' },
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
];

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

function useTheme(): (theme: ThemeChoice) => void {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const choose = useMutation({
    mutationFn: (theme: ThemeChoice) => call('PATCH /api/auth/me', { body: { theme } }),
    onMutate: (theme) => {
      setColorScheme(theme === 'system' ? 'auto' : theme);
      client.setQueryData(meQuery.queryKey, (before) => (before ? { ...before, theme } : before));
    },
    onSuccess: (now) => {
      client.setQueryData(meQuery.queryKey, now);
    },
  });
  return choose.mutate;
}

function useLeave(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => call('POST /api/auth/logout', {}),
    onSettled: () => {
      client.clear();
      void navigate({ to: '/signin', search: { state: 'left' } });
    },
  });
  return leave.mutate;
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.charAt(0) ?? ''}${words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : ''}`.toUpperCase();
}

function rights(me: Me): string {
  return [me.role, ...(me.approver ? ['approver'] : []), ...(me.auditor ? ['auditor'] : [])].join(', ');
}
