import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { NoPermission } from '@truffle/ui/NoPermission';
import { useState, type ReactElement } from 'react';
import { call, fieldError } from '@/lib/api';
import { can } from '@/lib/permissions';
import { meQuery, useMe } from '@/lib/session';

export function NameWorkspace(): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (text: string) => call('PATCH /api/workspace', { body: { name: text } }),
    onSuccess: (workspace) => {
      client.setQueryData(meQuery.queryKey, (before) => (before ? { ...before, workspace } : before));
    },
  });
  if (!can(me, 'workspace_update')) {
    return <NoPermission what="this step" whoCan="A superadmin names the workspace first." />;
  }
  const said = problem ?? fieldError(save.error, '/name');
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const text = name.trim();
        setProblem(text === '' ? 'Write a name, such as your company or brand.' : null);
        if (text !== '' && !save.isPending) save.mutate(text);
      }}
    >
      {save.error && fieldError(save.error, '/name') === null && (
        <ErrorState failure={failureOf(save.error)} what="the name" />
      )}
      <TextInput
        label="Name of the workspace"
        description="Everyone who signs in sees it. It can be changed later."
        placeholder="Acme Marketing"
        value={name}
        error={said}
        maxLength={120}
        data-autofocus
        onChange={(event) => {
          setName(event.currentTarget.value);
          setProblem(null);
        }}
      />
      <Button type="submit" mt={16} size="sm" loading={save.isPending}>
        Save and go on
      </Button>
    </form>
  );
}
