import type { Expected } from '@truffle/types/api';
import { Facts } from '@truffle/ui/Facts';
import type { ReactElement } from 'react';
import { exact } from '@/lib/format';

type Props = { expected: Expected; holdout: number };

/** Where the members would end, from the rehearsal. */
export function ExpectedTable({ expected, holdout }: Props): ReactElement {
  return (
    <Facts
      facts={[
        ['Audience', exact(expected.audience)],
        ['Would be sent', <strong key="sends">{exact(expected.sends)}</strong>],
        ['Already on the list', exact(expected.already_there)],
        [`Held out (${exact(holdout)}%)`, exact(expected.held_out)],
        ['No consent', exact(expected.no_consent)],
        ['No usable identifier', exact(expected.no_identifier)],
        ['Duplicate', exact(expected.duplicate)],
        ['Would be removed', exact(expected.removes)],
      ]}
    />
  );
}
