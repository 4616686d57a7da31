import type { ReactElement } from 'react';
import { Nothing } from '@/lib/Nothing';

/** An address that no route has: it stands outside the shell, so it brings its own landmark. */
export function NoPage(): ReactElement {
  return (
    <main>
      <Nothing />
    </main>
  );
}
