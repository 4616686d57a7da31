import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Audience, AudienceNew } from '@truffle/types/api';
import { call } from '@/lib/api';
import { makeStale } from '@/lib/stale';
import { audienceQuery } from './queries';

/** Makes a draft and opens the builder on it. */
export function useNewAudience(): UseMutationResult<Audience, Error, AudienceNew> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: AudienceNew) => call('POST /api/audiences', { body }),
    onSuccess: async (audience) => {
      client.setQueryData(audienceQuery(audience.id).queryKey, audience);
      await makeStale(client, 'audiences');
      await navigate({ to: '/audiences/$id/edit/$step', params: { id: audience.id, step: 'rules' } });
    },
  });
}
