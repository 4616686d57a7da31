import type { QueryClient } from '@tanstack/react-query';

export type Noun =
  'me' | 'explore' | 'model' | 'analytics' | 'audiences' | 'activation' | 'approvals' | 'audit' | 'accounts';

/** Says that what is known about these nouns may be old; what is on the screen is read again. */
export async function makeStale(client: QueryClient, ...nouns: Noun[]): Promise<void> {
  await Promise.all(nouns.map((noun) => client.invalidateQueries({ queryKey: [noun] })));
}
