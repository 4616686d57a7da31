import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '@/lib/api';

/** Signs out, and forgets what was read. */
export function useLeave(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => call('POST /api/auth/logout', {}),
    onSettled: () => {
      client.clear();
      void navigate({ to: '/signin', search: { state: 'left' } });
    },
  });
  return leave.mutate;
}
