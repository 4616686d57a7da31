import { Button, Modal, Textarea } from '@mantine/core';
import type { Job } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { exact, plural } from '@/lib/format';
import { platformName } from '@/lib/jobs';
import { DecisionError } from './DecisionError';
import classes from './Dialog.module.css';
import { useDecide } from './useDecide';

type Props = { job: Job; opened: boolean; onClose: () => void };

/** Names the list and the counts; Enter decides. */
export function ApproveDialog({ job, opened, onClose }: Props): ReactElement {
  const [note, setNote] = useState('');
  const decide = useDecide(job, onClose);
  const where = platformName(job.platform);
  const expected = job.expected;
  const close = (): void => {
    decide.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Approve the push to ${job.list_name}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!decide.isPending) decide.mutate({ approve: true, note: note.trim() });
        }}
      >
        {decide.error && <DecisionError error={decide.error} onClose={close} />}
        <p className={classes.text}>
          {expected
            ? `Sends ${plural(expected.sends, 'person', 'people')} to the list “${job.list_name}” of ${job.account_name} at ${where}, removes ${exact(expected.removes)} and holds back ${exact(expected.held_out)}. It begins at once; it can be cancelled while it runs.`
            : `Sends ${job.audience_name}, version ${job.audience_version}, to the list “${job.list_name}” of ${job.account_name} at ${where}. It begins at once; it can be cancelled while it runs.`}
        </p>
        <Textarea
          label="Note (optional)"
          value={note}
          autosize
          minRows={2}
          maxLength={1000}
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        <div className={classes.acts}>
          <Button variant="default" onClick={close}>
            Not now
          </Button>
          <Button type="submit" loading={decide.isPending} data-autofocus>
            {expected
              ? `Approve: send ${plural(expected.sends, 'person', 'people')} to ${where}`
              : `Approve the push to ${where}`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
