import { useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '@/lib/api';
import { meQuery } from '@/lib/session';
import type { ThemeChoice } from './theme';

export const themes: readonly { choice: ThemeChoice; label: string }[] = [
  { choice: 'system', label: 'As the system' },
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
];

/** Changes the colours at once and keeps the choice on the server. */
export function useTheme(): (theme: ThemeChoice) => void {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const choose = useMutation({
    mutationFn: (theme: ThemeChoice) => call('PATCH /api/auth/me', { body: { theme } }),
    onMutate: (theme) => {
      setColorScheme(theme === 'system' ? 'auto' : theme);
      client.setQueryData(meQuery.queryKey, (before) => (before ? { ...before, theme } : before));
    },
    onSuccess: (now) => {
      client.setQueryData(meQuery.queryKey, now);
    },
  });
  return choose.mutate;
}
