import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { Builder } from '@/features/audiences/Builder';
import { audienceQuery } from '@/features/audiences/queries';
import { stepOf } from '@/features/audiences/steps/steps';
import { isMissing } from '@/lib/api';
import { Nothing } from '@/lib/Nothing';
import { modelQuery } from '@/lib/catalog';
import { useTitle } from '@/lib/title';

const route = getRouteApi('/authed/shell/audiences/$id/edit/$step');

export function AudienceBuilder(): ReactElement {
  const { id, step } = route.useParams();
  const audience = useQuery({ ...audienceQuery(id), refetchOnWindowFocus: false });
  const model = useQuery(modelQuery);
  useTitle(audience.data ? `Edit ${audience.data.name}` : 'Audience');
  if (isMissing(audience.error)) return <Nothing />;
  return (
    <QueryView query={audience} what="the audience" skeleton={<TableSkeleton />}>
      {(one) => (
        <QueryView query={model} what="the names of the data" skeleton={<TableSkeleton />}>
          {(known) => <Builder key={one.id} audience={one} model={known} step={stepOf(step)} />}
        </QueryView>
      )}
    </QueryView>
  );
}
