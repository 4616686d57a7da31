import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Job } from '@truffle/types/api';
import { ApiError, call } from '@/lib/api';
import { makeStale } from '@/lib/stale';

interface Said {
  approve: boolean;
  note: string;
}

/** Decides about the digest that was shown. Whatever comes back, what waits is read again. */
export function useDecide(job: Job, onDone: () => void): UseMutationResult<Job, Error, Said> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ approve, note }: Said) =>
      approve
        ? call('POST /api/activation/jobs/{id}/approve', {
            path: { id: job.id },
            body: { digest: job.digest, note: note === '' ? null : note },
          })
        : call('POST /api/activation/jobs/{id}/reject', { path: { id: job.id }, body: { note } }),
    onSuccess: async () => {
      onDone();
      await makeStale(client, 'approvals', 'activation', 'audit', 'me');
    },
  });
}

/** The request changed since it was shown, so the decision was not taken. */
export function isChangedSince(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}
