import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Job } from '@truffle/types/api';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { useState, type ReactElement } from 'react';
import { call } from '@/lib/api';
import { exact } from '@/lib/format';
import { platformName } from '@/lib/jobs';
import { allowed } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { makeStale } from '@/lib/stale';
import classes from './JobActs.module.css';
import { jobQuery } from './queries';

type Props = { job: Job };

/** Stop it, or send again only what failed. */
export function JobActs({ job }: Props): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const onSuccess = async (now: Job): Promise<void> => {
    client.setQueryData(jobQuery(job.id).queryKey, now);
    setAsking(false);
    await makeStale(client, 'activation', 'approvals', 'me');
  };
  const cancel = useMutation({
    mutationFn: () => call('POST /api/activation/jobs/{id}/cancel', { path: { id: job.id } }),
    onSuccess,
  });
  const retry = useMutation({
    mutationFn: () => call('POST /api/activation/jobs/{id}/retry', { path: { id: job.id } }),
    onSuccess,
  });
  const mayCancel = allowed(me, job.acts, 'activation_cancel');
  const mayRetry = allowed(me, job.acts, 'activation_retry');
  return (
    <>
      {retry.error && <ErrorState failure={failureOf(retry.error)} what="the retry" />}
      {mayRetry.shown && mayRetry.allowed && (
        <Button
          loading={retry.isPending}
          onClick={() => {
            retry.mutate();
          }}
        >
          Retry what failed
        </Button>
      )}
      {mayCancel.shown && mayCancel.allowed && (
        <Button
          variant="default"
          onClick={() => {
            setAsking(true);
          }}
        >
          Cancel the push
        </Button>
      )}
      <Modal
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        title={`Cancel the push of ${job.audience_name}?`}
      >
        <p className={classes.text}>
          Nobody more is sent to {platformName(job.platform)}. {exact(job.receipt?.sent ?? 0)} people have
          been sent so far and stay on the list; the receipt counts the rest as not sent.
        </p>
        {cancel.error && <ErrorState failure={failureOf(cancel.error)} what="the cancelling" />}
        <div className={classes.acts}>
          <Button
            variant="default"
            onClick={() => {
              setAsking(false);
            }}
          >
            Go on sending
          </Button>
          <Button
            color="red"
            loading={cancel.isPending}
            onClick={() => {
              cancel.mutate();
            }}
          >
            Cancel the push
          </Button>
        </div>
      </Modal>
    </>
  );
}
