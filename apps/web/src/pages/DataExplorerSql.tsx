import { getRouteApi } from '@tanstack/react-router';
import { PageHeader } from '@truffle/ui/PageHeader';
import type { ReactElement } from 'react';
import { ExploreTabs } from '@/features/explore/ExploreTabs';
import { SqlPage } from '@/features/explore/sql/SqlPage';
import { Gate } from '@/lib/Gate';
import { useTitle } from '@/lib/title';

const route = getRouteApi('/authed/shell/data-explorer/sql');

export function DataExplorerSql(): ReactElement {
  useTitle('SQL');
  const { saved } = route.useSearch();
  return (
    <Gate needs="sql_run" what="SQL" whoCan="People who may read analytics can.">
      <PageHeader title="Explore">
        <ExploreTabs onSql />
      </PageHeader>
      <SqlPage saved={saved ?? null} />
    </Gate>
  );
}
