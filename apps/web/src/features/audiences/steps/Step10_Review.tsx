import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Audience, AudienceChange, AudienceSize, Model } from '@truffle/types/api';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { Panel } from '@truffle/ui/Panel';
import type { ReactElement } from 'react';
import { ChangeList } from '@/features/audiences/ChangeList';
import { changesBetween, sameRules, type Complete } from '@/features/audiences/model';
import { audienceQuery } from '@/features/audiences/queries';
import type { Builder } from '@/features/audiences/useBuilder';
import { words } from '@/features/audiences/words';
import { call } from '@/lib/api';
import { plural, sentence } from '@/lib/format';
import { allowed } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { makeStale } from '@/lib/stale';
import classes from './Step10_Review.module.css';

type Props = {
  audience: Audience;
  builder: Builder;
  model: Model;
  done: Complete;
  size: AudienceSize | undefined;
};

/** Everything in plain words before it becomes a version. */
export function Step10Review({ audience, builder, model, done, size }: Props): ReactElement {
  const me = useMe();
  const save = useSave(audience, builder);
  const changed = builder.rulesChanged || audience.version === null;
  const reason = whyNot(done, builder);
  const update = allowed(me, audience.acts, 'audience_update');
  const push = allowed(me, audience.acts, 'activation_push');
  const changes = changesBetween(audience.rules, done.rules).map(
    ({ kind, node }) => `${kind === 'added' ? 'Added' : 'Removed'}: ${words(node, model)}`,
  );
  const submit = (): void => {
    if (reason !== null || !done.rules || save.isPending) return;
    save.mutate({
      name: builder.name.trim(),
      description: builder.description.trim(),
      ...(changed ? { rules: done.rules } : {}),
    });
  };
  return (
    <div className={classes.step}>
      <Panel title="In words">
        <p className={classes.words}>
          {done.rules === null
            ? 'There are no rules yet.'
            : sentence(sameRules(done.rules, builder.rules) && size ? size.words : words(done.rules, model))}
        </p>
      </Panel>
      <Panel title={audience.version === null ? 'Changes' : `Changes since version ${audience.version}`}>
        <ChangeList
          changes={changes}
          nothing={audience.version === null ? 'This will be the first version.' : 'The rules are the same.'}
        />
      </Panel>
      {save.error && <ErrorState failure={failureOf(save.error)} what="the save" onRetry={submit} />}
      {reason !== null && <p className={classes.reason}>{reason}</p>}
      <div className={classes.acts}>
        {(builder.changed || audience.version === null) && update.shown && (
          <Button
            size="sm"
            onClick={submit}
            loading={save.isPending}
            disabled={!update.allowed}
            title={update.reason ?? undefined}
          >
            {changed ? `Save as version ${(audience.version ?? 0) + 1}` : 'Save the name and note'}
          </Button>
        )}
        {!builder.changed && audience.version !== null && push.shown && (
          <SendLink audience={audience} size={size} disabled={!push.allowed} reason={push.reason} />
        )}
        <Link to="/audiences/$id" params={{ id: audience.id }}>
          Open the audience
        </Link>
      </div>
      <div className={classes.said} role="status">
        {save.isSuccess &&
          !builder.changed &&
          audience.version !== null &&
          `Version ${audience.version} is saved.`}
      </div>
    </div>
  );
}

type Change = Omit<AudienceChange, 'id'>;

type SendProps = {
  audience: Audience;
  size: AudienceSize | undefined;
  disabled: boolean;
  reason: string | null;
};

function SendLink({ audience, size, disabled, reason }: SendProps): ReactElement {
  const people = size ? `: ${plural(size.consented, 'person', 'people')} with consent` : '';
  if (disabled) {
    return (
      <Button size="sm" disabled title={reason ?? undefined}>
        Send for approval
      </Button>
    );
  }
  return (
    <Button
      size="sm"
      renderRoot={(props) => <Link {...props} to="/activation/new" search={{ audience: audience.id }} />}
    >
      Send for approval{people}
    </Button>
  );
}

function useSave(
  audience: Audience,
  builder: Builder,
): ReturnType<typeof useMutation<Audience, Error, Change>> {
  const client = useQueryClient();
  return useMutation<Audience, Error, Change>({
    mutationFn: (body) =>
      call('PATCH /api/audiences/{id}', { path: { id: audience.id }, match: builder.revision, body }),
    onSuccess: async (saved) => {
      builder.saved(saved);
      client.setQueryData(audienceQuery(audience.id).queryKey, saved);
      await makeStale(client, 'audiences');
    },
  });
}

function whyNot(done: Complete, builder: Builder): string | null {
  if (builder.name.trim() === '') return 'The audience needs a name; write it in Rules.';
  if (done.missing.size > 0)
    return `${plural(done.missing.size, 'condition is', 'conditions are')} unfinished; complete or delete them in Rules.`;
  return done.rules === null ? 'Add at least one condition in Rules.' : null;
}
