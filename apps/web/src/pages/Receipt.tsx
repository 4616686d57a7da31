import { getRouteApi } from '@tanstack/react-router';
import { TableSkeleton } from '@truffle/ui/DataTable';
import { QueryView } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { ReceiptView } from '@/features/activation/ReceiptView';
import { useLiveJob } from '@/features/activation/useLiveJob';
import { isMissing } from '@/lib/api';
import { Nothing } from '@/lib/Nothing';
import { Gate } from '@/lib/Gate';
import { isMoving } from '@/lib/jobs';
import { useTitle } from '@/lib/title';

const route = getRouteApi('/authed/shell/activation/jobs/$id');

export function Receipt(): ReactElement {
  return (
    <Gate needs="activation_get" what="this receipt" whoCan="Everyone with the role user can.">
      <LiveReceipt />
    </Gate>
  );
}

function LiveReceipt(): ReactElement {
  const { id } = route.useParams();
  const query = useLiveJob(id);
  useTitle(query.data ? `Receipt ${query.data.number}` : 'Receipt');
  if (isMissing(query.error)) return <Nothing />;
  const quiet = query.data && isMoving(query.data.state) ? { ...query, isFetching: false } : query;
  return (
    <QueryView query={quiet} what="the receipt" skeleton={<TableSkeleton rows={10} columns={2} />}>
      {(job) => <ReceiptView job={job} />}
    </QueryView>
  );
}
