import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import { Nothing } from '@/lib/Nothing';

export function PageError({ error, reset }: ErrorComponentProps): ReactElement {
  const failure = failureOf(error);
  if (failure.status === 404) return <Nothing />;
  return <ErrorState failure={failure} what="this page" onRetry={reset} />;
}
