import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Audience } from '@truffle/types/api';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { useState, type ReactElement } from 'react';
import { call } from '@/lib/api';
import { exact } from '@/lib/format';
import { allowed } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { makeStale } from '@/lib/stale';
import classes from './AudienceActs.module.css';

type Props = { audience: Audience };

/** What this person may do with this audience now. */
export function AudienceActs({ audience }: Props): ReactElement {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const update = allowed(me, audience.acts, 'audience_update');
  const push = allowed(me, audience.acts, 'activation_push');
  const archive = allowed(me, audience.acts, 'audience_archive');
  return (
    <>
      {archive.shown && (
        <Button
          variant="default"
          disabled={!archive.allowed}
          title={archive.reason ?? undefined}
          onClick={() => {
            setAsking(true);
          }}
        >
          Archive
        </Button>
      )}
      {update.shown && update.allowed && (
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link {...props} to="/audiences/$id/edit/$step" params={{ id: audience.id, step: 'rules' }} />
          )}
        >
          {audience.version === null ? 'Edit the draft' : 'New version'}
        </Button>
      )}
      {update.shown && !update.allowed && (
        <Button variant="default" disabled title={update.reason ?? undefined}>
          New version
        </Button>
      )}
      {push.shown &&
        (push.allowed ? (
          <Button
            renderRoot={(props) => (
              <Link {...props} to="/activation/new" search={{ audience: audience.id }} />
            )}
          >
            Send
          </Button>
        ) : (
          <Button disabled title={push.reason ?? undefined}>
            Send
          </Button>
        ))}
      <ArchiveDialog
        audience={audience}
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
      />
    </>
  );
}

type DialogProps = { audience: Audience; opened: boolean; onClose: () => void };

function ArchiveDialog({ audience, opened, onClose }: DialogProps): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const archive = useMutation({
    mutationFn: () =>
      call('DELETE /api/audiences/{id}', { path: { id: audience.id }, match: audience.revision }),
    onSuccess: async () => {
      await makeStale(client, 'audiences');
      await navigate({ to: '/audiences' });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`Archive ${audience.name}?`}>
      <p className={classes.text}>
        The audience of {exact(audience.people)} people leaves the list and can't be sent any more. Its
        versions and receipts stay. People already on a platform's list stay there until their membership
        ends.
      </p>
      {archive.error && <ErrorState failure={failureOf(archive.error)} what="the archiving" />}
      <div className={classes.acts}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={archive.isPending}
          onClick={() => {
            archive.mutate();
          }}
        >
          Archive {audience.name}
        </Button>
      </div>
    </Modal>
  );
}
