import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { useState, type ReactElement } from 'react';
import { call, fieldError } from '@/lib/api';
import { newKey } from '@/lib/key';
import { useMe } from '@/lib/session';
import { makeStale } from '@/lib/stale';
import { checkSettings, startSettings, toPush, type Settings } from './model';
import { PushFields } from './PushFields';
import { RehearsalBlock } from './RehearsalBlock';
import classes from './PushForm.module.css';

type Props = { audience: string; account: string; listName: string; people: string };

/** List, membership, holdout and a note; sending asks another person, it sends nothing yet. */
export function PushForm({ audience, account, listName, people }: Props): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [settings, setSettings] = useState<Settings>(startSettings);
  const [checked, setChecked] = useState(false);
  const [key, setKey] = useState(newKey);
  const problems = checked ? checkSettings(settings) : {};
  const push = useMutation({
    mutationFn: () =>
      call('POST /api/activation/audiences/{id}/push', {
        path: { id: audience },
        key: `${key}.${audience}.${account}`,
        body: toPush(account, settings),
      }),
    onSuccess: async (job) => {
      await makeStale(client, 'activation', 'approvals', 'me');
      await navigate({ to: '/activation/jobs/$id', params: { id: job.id } });
    },
  });
  const rehearse = useMutation({
    mutationFn: () =>
      call('POST /api/activation/audiences/{id}/rehearse', {
        path: { id: audience },
        body: toPush(account, settings),
      }),
  });
  const { time_zone } = useMe().workspace;
  const isSound = (): boolean => {
    setChecked(true);
    return Object.keys(checkSettings(settings)).length === 0;
  };
  const set = (change: Partial<Settings>): void => {
    setSettings({ ...settings, ...change });
    setKey(newKey()); // another request
    rehearse.reset();
  };
  const said = (name: keyof Settings): string | null => problems[name] ?? fieldError(push.error, `/${name}`);
  const elsewhere =
    push.error !== null &&
    !Object.keys(startSettings).some((name) => fieldError(push.error, `/${name}`) !== null);
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isSound() && !push.isPending) push.mutate();
      }}
    >
      {elsewhere && <ErrorState failure={failureOf(push.error)} what="the request" />}
      <PushFields settings={settings} listName={listName} said={said} onChange={set} />
      <p className={classes.next}>
        Sending for approval rehearses the push and asks another person. Nobody is sent before it is approved,
        and only people with consent ever are.
      </p>
      {rehearse.error !== null && <ErrorState failure={failureOf(rehearse.error)} what="the rehearsal" />}
      {rehearse.data &&
        (rehearse.data.rehearsal ? (
          <RehearsalBlock
            rehearsal={rehearse.data.rehearsal}
            holdout={Number(settings.holdout_pct)}
            timeZone={time_zone}
          />
        ) : (
          <p className="rt-muted" role="status">
            This destination has no simulator: {rehearse.data.expected.sends} people would be sent.
          </p>
        ))}
      <div className={classes.buttons}>
        <Button
          variant="default"
          size="sm"
          loading={rehearse.isPending}
          onClick={() => {
            if (isSound()) rehearse.mutate();
          }}
        >
          Rehearse
        </Button>
        <Button type="submit" size="sm" loading={push.isPending}>
          Send for approval: up to {people}
        </Button>
      </div>
    </form>
  );
}
