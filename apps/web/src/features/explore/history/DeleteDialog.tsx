import { Button, Modal } from '@mantine/core';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import classes from './History.module.css';

type Props = {
  title: string;
  text: string;
  opened: boolean;
  busy: boolean;
  error: unknown;
  onDelete: () => void;
  onClose: () => void;
};

export function DeleteDialog({ title, text, opened, busy, error, onDelete, onClose }: Props): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <p className={classes.text}>{text}</p>
      {error !== null && <ErrorState failure={failureOf(error)} what="the deleting" />}
      <div className={classes.acts}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button color="red" loading={busy} onClick={onDelete}>
          Delete
        </Button>
      </div>
    </Modal>
  );
}
