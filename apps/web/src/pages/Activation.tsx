import { Button } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { PageHeader } from '@truffle/ui/PageHeader';
import { SearchBox } from '@truffle/ui/SearchBox';
import type { ReactElement } from 'react';
import { JobList } from '@/features/activation/JobList';
import { StateFilter } from '@/features/activation/StateFilter';
import { Gate } from '@/lib/Gate';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { useShortcuts } from '@/lib/shortcuts';
import { useTitle } from '@/lib/title';
import classes from './Page.module.css';

const route = getRouteApi('/authed/shell/activation');

export function Activation(): ReactElement {
  useTitle('Activation');
  const { q, state } = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const pushes = can(useMe(), 'activation_push');
  useShortcuts(
    pushes ? [{ keys: 'n', label: 'New push', run: () => void go({ to: '/activation/new' }) }] : [],
  );
  const newPush = pushes ? (
    <Button renderRoot={(props) => <Link {...props} to="/activation/new" />}>New push</Button>
  ) : null;
  return (
    <Gate needs="activation_list" what="the pushes" whoCan="Everyone with the role user can.">
      <PageHeader title="Activation">
        <SearchBox
          label="Filter by audience or list"
          value={q ?? ''}
          onChange={(text) =>
            void navigate({ search: { q: text === '' ? undefined : text, state }, replace: true })
          }
        />
        <StateFilter state={state} onChange={(next) => void navigate({ search: { q, state: next } })} />
        {newPush}
      </PageHeader>
      <div className={classes.sheet}>
        <JobList q={q} state={state} onClear={() => void navigate({ search: {} })} first={newPush} />
      </div>
    </Gate>
  );
}
