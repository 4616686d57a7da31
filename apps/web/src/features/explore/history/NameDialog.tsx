import { Button, Modal, TextInput } from '@mantine/core';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { useState, type ReactElement } from 'react';
import classes from './History.module.css';

type Props = {
  title: string;
  name: string;
  opened: boolean;
  busy: boolean;
  error: unknown;
  onName: (name: string) => void;
  onClose: () => void;
};

export function NameDialog({ title, name, opened, busy, error, onName, onClose }: Props): ReactElement {
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const text = typed.trim();
          setProblem(text === '' ? 'Give it a name.' : null);
          if (text !== '' && !busy) onName(text);
        }}
      >
        {error !== null && <ErrorState failure={failureOf(error)} what="the new name" />}
        <TextInput
          label="Name"
          data-autofocus
          maxLength={120}
          value={typed}
          error={problem}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <div className={classes.acts}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={busy}>
            Rename
          </Button>
        </div>
      </form>
    </Modal>
  );
}
