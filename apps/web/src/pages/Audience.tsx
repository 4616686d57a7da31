import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { PageHeader } from '@truffle/ui/PageHeader';
import { QueryView } from '@truffle/ui/QueryView';
import { StatusBadge } from '@truffle/ui/StatusBadge';
import { TabBar } from '@truffle/ui/TabBar';
import type { ReactElement } from 'react';
import { AudienceActs } from '@/features/audiences/AudienceActs';
import { audienceTabs, AudienceView } from '@/features/audiences/AudienceView';
import { audienceQuery } from '@/features/audiences/queries';
import { statusWords } from '@/features/audiences/status';
import { isMissing } from '@/lib/api';
import { Nothing } from '@/lib/Nothing';
import { useTitle } from '@/lib/title';
import classes from './Page.module.css';

const route = getRouteApi('/authed/shell/audiences/$id');

export function Audience(): ReactElement {
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(audienceQuery(id));
  useTitle(query.data?.name ?? 'Audience');
  if (isMissing(query.error)) return <Nothing />;
  const open = audienceTabs.find((one) => one.value === tab)?.value ?? 'summary';
  return (
    <QueryView query={query} what="the audience" skeleton={<TableSkeleton />}>
      {(audience) => (
        <>
          <PageHeader
            title={audience.name}
            above={<Link to="/audiences">Audiences</Link>}
            under={<StatusBadge {...statusWords(audience.status)} />}
          >
            <AudienceActs audience={audience} />
          </PageHeader>
          <TabBar
            label="Parts of the audience"
            tabs={audienceTabs}
            value={open}
            onChange={(next) => void navigate({ search: { tab: next === 'summary' ? undefined : next } })}
          >
            <div className={classes.under}>
              <AudienceView audience={audience} tab={open} />
            </div>
          </TabBar>
        </>
      )}
    </QueryView>
  );
}
