import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render, type RenderResult } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { makeClient } from '@/app/client';
import { Providers } from '@/app/providers';
import { makeRouter } from '@/app/router';

export interface Screen extends RenderResult {
  user: UserEvent;
  /** The address that is shown now. */
  address: () => string;
}

/** The whole app at an address, with a server that answers from fixtures. */
export function renderApp(path: string): Screen {
  const history = createMemoryHistory({ initialEntries: [path] });
  const client = makeClient(() => {
    client.clear();
    void router.navigate({ to: '/signin', search: { to: router.latestLocation.href, state: 'expired' } });
  });
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retryDelay: 1 } });
  const router = makeRouter(client, history);
  const shown = render(
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { ...shown, user: userEvent.setup(), address: () => router.latestLocation.href };
}
