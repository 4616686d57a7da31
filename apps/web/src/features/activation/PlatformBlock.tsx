import type { PlatformSays } from '@truffle/types/api';
import { Facts } from '@truffle/ui/Facts';
import { Panel } from '@truffle/ui/Panel';
import type { ReactElement } from 'react';
import { exact, moment, none } from '@/lib/format';

type Props = { name: string; says: PlatformSays; timeZone: string };

/** The platform's own counts; never mixed with ours. */
export function PlatformBlock({ name, says, timeZone }: Props): ReactElement {
  return (
    <Panel title={`What ${name} said`}>
      <Facts
        facts={[
          ['Status', says.status],
          ['Requests', exact(says.requests)],
          ['Received', exact(says.received)],
          ['Failed', exact(says.failed)],
          ['On the list', says.list_size_words ?? exact(says.list_size)],
          ['Match rate', says.match_rate ?? none],
          ...says.reasons.map(({ reason, count }): [string, string] => [reason, exact(count)]),
          ['Asked', says.checked_at === null ? 'not yet' : moment(says.checked_at, timeZone)],
        ]}
      />
    </Panel>
  );
}
