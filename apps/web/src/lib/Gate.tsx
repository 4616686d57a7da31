import { NoPermission } from '@truffle/ui/NoPermission';
import type { ReactElement, ReactNode } from 'react';
import { can, type OperationName } from '@/lib/permissions';
import { useMe } from '@/lib/session';

type Props = { needs: OperationName; what: string; whoCan: string; children: ReactNode };

/** What a person may not see is named, with who can; it is never just missing. */
export function Gate({ needs, what, whoCan, children }: Props): ReactElement {
  const me = useMe();
  return can(me, needs) ? <>{children}</> : <NoPermission isPage what={what} whoCan={whoCan} />;
}
