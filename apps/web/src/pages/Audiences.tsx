import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { PageHeader } from '@truffle/ui/PageHeader';
import { SearchBox } from '@truffle/ui/SearchBox';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import { AudienceList } from '@/features/audiences/AudienceList';
import { StartingPoints } from '@/features/audiences/StartingPoints';
import { useNewAudience } from '@/features/audiences/useNewAudience';
import { Gate } from '@/lib/Gate';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { useShortcuts } from '@/lib/shortcuts';
import { useTitle } from '@/lib/title';
import classes from './Page.module.css';

const route = getRouteApi('/authed/shell/audiences');

export function Audiences(): ReactElement {
  useTitle('Audiences');
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const create = useNewAudience();
  const makes = can(me, 'audience_create');
  const make = (): void => {
    if (!create.isPending) create.mutate({ name: 'Untitled audience' });
  };
  const filter = (text: string): void =>
    void navigate({ search: { q: text === '' ? undefined : text }, replace: true });
  useShortcuts(makes ? [{ keys: 'n', label: 'New audience', run: make }] : []);
  return (
    <Gate needs="audience_list" what="the audiences" whoCan="Everyone with the role user can.">
      <PageHeader title="Audiences">
        <SearchBox label="Filter by name" value={q ?? ''} onChange={filter} />
        {makes && (
          <Button loading={create.isPending} onClick={make}>
            New audience
          </Button>
        )}
      </PageHeader>
      {create.error && (
        <ErrorState failure={failureOf(create.error)} what="the new audience" onRetry={make} />
      )}
      <div className={classes.sheet}>
        <AudienceList
          q={q}
          onClear={() => {
            filter('');
          }}
          starts={makes ? <StartingPoints /> : null}
        />
      </div>
    </Gate>
  );
}
