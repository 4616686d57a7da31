import { getRouteApi, useParams } from '@tanstack/react-router';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import { useNewAudience } from '@/features/audiences/useNewAudience';
import { Explore } from '@/features/explore/Explore';
import { Gate } from '@/lib/Gate';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { useTitle } from '@/lib/title';

const fresh = getRouteApi('/authed/shell/data-explorer');
const kept = getRouteApi('/authed/shell/data-explorer/$conversation');

export function DataExplorer(): ReactElement {
  return <Page search={fresh.useSearch()} />;
}

/** The same page with a chat in its address. */
export function Conversation(): ReactElement {
  return <Page search={kept.useSearch()} />;
}

type Props = { search: Parameters<typeof Explore>[0]['search'] };

function Page({ search }: Props): ReactElement {
  useTitle('Explore');
  const me = useMe();
  const { conversation } = useParams({ strict: false });
  const create = useNewAudience();
  return (
    <Gate needs="ask" what="Explore" whoCan="People who may read analytics can.">
      {create.error && <ErrorState failure={failureOf(create.error)} what="the new audience" />}
      <Explore
        key={conversation ?? 'new'}
        conversation={conversation ?? null}
        search={search}
        onAudience={
          can(me, 'audience_create')
            ? (rules) => {
                if (!create.isPending) create.mutate({ name: 'Untitled audience', rules });
              }
            : undefined
        }
      />
    </Gate>
  );
}
