import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Job } from '@truffle/types/api';
import { useState } from 'react';
import { mayChange } from '@/lib/jobs';
import { parseAs, useEvents } from '@/lib/stream';
import { jobQuery } from './queries';

/** One push, as it moves: heard from its stream, asked for every few seconds when there is no stream. */
export function useLiveJob(id: string, known?: Job): UseQueryResult<Job> {
  const client = useQueryClient();
  const [polling, setPolling] = useState(false);
  const options = jobQuery(id);
  const query = useQuery({
    ...options,
    ...(known ? { initialData: known } : {}),
    refetchInterval: ({ state }) => (polling && state.data && mayChange(state.data.state) ? 3000 : false),
  });
  const moving = query.data !== undefined && mayChange(query.data.state);
  useEvents({
    url: moving && !polling ? `/api/activation/jobs/${encodeURIComponent(id)}` : null,
    event: 'job',
    onData: (text) => {
      client.setQueryData(options.queryKey, parseAs('GET /api/activation/jobs/{id}', text));
    },
    onEnd: () => {
      setPolling(true);
      void client.invalidateQueries({ queryKey: options.queryKey });
    },
  });
  return query;
}
