import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconMenu2, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Me } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { AccountMenu } from './AccountMenu';
import classes from './Header.module.css';

type Props = { me: Me; onOpenSections: () => void; onOpenShortcuts: () => void; onOpenPalette: () => void };

export function Header({ me, onOpenSections, onOpenShortcuts, onOpenPalette }: Props): ReactElement {
  return (
    <header className={classes.header}>
      <ActionIcon
        variant="subtle"
        size={36}
        className={classes.menu}
        aria-label="Sections"
        onClick={onOpenSections}
      >
        <IconMenu2 size={18} aria-hidden="true" />
      </ActionIcon>
      <Link to="/analytics" className={classes.product}>
        Random Truffle
      </Link>
      <span className={classes.workspace}>{me.workspace.name}</span>
      {me.workspace.demo && (
        <span className={classes.demo} title="These are demo data.">
          DEMO
        </span>
      )}
      <span className={classes.space} />
      <UnstyledButton className={classes.search} aria-keyshortcuts="Control+K" onClick={onOpenPalette}>
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.word}>Search</span>
        <kbd className={classes.hint} aria-hidden="true">
          Ctrl K
        </kbd>
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        size={36}
        className={classes.keys}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={onOpenShortcuts}
      >
        <IconKeyboard size={18} aria-hidden="true" />
      </ActionIcon>
      <AccountMenu me={me} />
    </header>
  );
}
