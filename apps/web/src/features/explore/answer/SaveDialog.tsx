import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Plan } from '@truffle/types/api';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { useState, type ReactElement } from 'react';
import { call, fieldError } from '@/lib/api';
import { exploreKeys } from '../queries';
import classes from './Answer.module.css';

export type Thing = { kind: 'plan'; plan: Plan } | { kind: 'sql'; sql: string };

type Props = { thing: Thing; name: string; opened: boolean; onClose: (saved: boolean) => void };

/** Gives a name to a question or a statement, so that it can be opened again. */
export function SaveDialog({ thing, name, opened, onClose }: Props): ReactElement {
  const client = useQueryClient();
  const [typed, setTyped] = useState(name.slice(0, 120));
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (as: string) =>
      call('POST /api/artifacts', {
        body: { name: as, ...(thing.kind === 'plan' ? { plan: thing.plan } : { sql: thing.sql }) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: exploreKeys.artifacts });
      onClose(true);
    },
  });
  const submit = (): void => {
    const as = typed.trim();
    setProblem(as === '' ? 'Give it a name.' : null);
    if (as !== '' && !save.isPending) save.mutate(as);
  };
  return (
    <Modal
      opened={opened}
      title={thing.kind === 'plan' ? 'Save this question' : 'Save this statement'}
      onClose={() => {
        onClose(false);
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {save.error && fieldError(save.error, '/name') === null && (
          <ErrorState failure={failureOf(save.error)} what="the saving" />
        )}
        <TextInput
          label="Name"
          description="Opened again from Saved, with the data of that day."
          data-autofocus
          maxLength={120}
          value={typed}
          error={problem ?? fieldError(save.error, '/name')}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <div className={classes.dialog}>
          <Button
            variant="default"
            onClick={() => {
              onClose(false);
            }}
          >
            Not now
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
