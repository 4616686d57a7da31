import { Link } from '@tanstack/react-router';
import { EmptyState } from '@truffle/ui/EmptyState';
import type { ReactElement } from 'react';

/** An unknown address, and an object that can't be seen: the same words, so that nothing is given away. */
export function Nothing(): ReactElement {
  return (
    <EmptyState
      isPage
      title="Nothing here, or it isn't shared with you"
      action={<Link to="/analytics">Go to Overview</Link>}
    >
      The address may be mistyped, or what it pointed to is gone.
    </EmptyState>
  );
}
