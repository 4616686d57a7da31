import { Button, Modal, Textarea } from '@mantine/core';
import type { Job } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { fieldError } from '@/lib/api';
import { plural } from '@/lib/format';
import { DecisionError } from './DecisionError';
import classes from './Dialog.module.css';
import { useDecide } from './useDecide';

type Props = { job: Job; opened: boolean; onClose: () => void };

/** A rejection says why, so that the next request can be better. */
export function RejectDialog({ job, opened, onClose }: Props): ReactElement {
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const decide = useDecide(job, onClose);
  const close = (): void => {
    decide.reset();
    setProblem(null);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Reject the push to ${job.list_name}?`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const text = note.trim();
          setProblem(text === '' ? 'Write the reason.' : null);
          if (text !== '' && !decide.isPending) decide.mutate({ approve: false, note: text });
        }}
      >
        {decide.error && <DecisionError error={decide.error} onClose={close} />}
        <p className={classes.text}>
          None of the {job.expected ? plural(job.expected.sends, 'person', 'people') : 'people'} is sent.{' '}
          {job.asked_by_name} sees the reason and can ask again.
        </p>
        <Textarea
          label="Reason"
          data-autofocus
          value={note}
          autosize
          minRows={3}
          maxLength={1000}
          error={problem ?? fieldError(decide.error, '/note')}
          onChange={(event) => {
            setNote(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <div className={classes.acts}>
          <Button variant="default" onClick={close}>
            Not now
          </Button>
          <Button type="submit" color="red" loading={decide.isPending}>
            Reject the push
          </Button>
        </div>
      </form>
    </Modal>
  );
}
