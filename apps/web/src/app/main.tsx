import './mantine.css';
import './roles.css';
import './base.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { listenForShortcuts } from '@/lib/shortcuts';
import { makeClient } from './client';
import { Providers } from './providers';
import { shareNonce } from './nonce';
import { makeRouter } from './router';
import { allowStyleText } from './trustedTypes';

allowStyleText();
shareNonce();
listenForShortcuts();

const client = makeClient(() => {
  const { href, pathname } = router.latestLocation;
  if (pathname === '/signin') return;
  client.clear();
  void router.navigate({ to: '/signin', search: { to: href, state: 'expired' } });
});
const router = makeRouter(client);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers client={client}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}
