import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Conversation } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { call } from '@/lib/api';
import { plural } from '@/lib/format';
import { exploreKeys } from '../queries';
import { DeleteDialog } from './DeleteDialog';
import classes from './History.module.css';
import { NameDialog } from './NameDialog';
import { RowMenu } from './RowMenu';

type Props = { item: Conversation; current: boolean; onFollow?: (() => void) | undefined };
type Change = { title?: string; pinned?: boolean; shared?: boolean };

/** A chat: opens it; its owner may rename, pin, share and delete it. */
export function ChatRow({ item, current, onFollow }: Props): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'name' | 'delete' | null>(null);
  const renew = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: exploreKeys.conversations });
    await client.invalidateQueries({ queryKey: exploreKeys.conversation(item.id) });
  };
  const change = useMutation({
    mutationFn: (body: Change) => call('PATCH /api/conversations/{id}', { path: { id: item.id }, body }),
    onSuccess: async () => {
      setDialog(null);
      await renew();
    },
  });
  const remove = useMutation({
    mutationFn: () => call('DELETE /api/conversations/{id}', { path: { id: item.id } }),
    onSuccess: async () => {
      setDialog(null);
      if (current) await navigate({ to: '/data-explorer' });
      client.removeQueries({ queryKey: exploreKeys.conversation(item.id) });
      await client.invalidateQueries({ queryKey: exploreKeys.conversations });
    },
  });
  const set = (body: Change) => (): void => {
    change.mutate(body);
  };
  return (
    <li className={classes.row} data-current={current || undefined}>
      <Link
        to="/data-explorer/$conversation"
        params={{ conversation: item.id }}
        className={classes.link}
        title={item.title}
        onClick={onFollow}
      >
        {item.title}
        {!item.is_mine && <span className={classes.owner}> · {item.owner_name}</span>}
        {item.is_mine && item.shared && <span className={classes.owner}> · shared</span>}
      </Link>
      {item.is_mine && (
        <RowMenu
          of={item.title}
          actions={[
            {
              label: 'Rename',
              run: () => {
                setDialog('name');
              },
            },
            { label: item.pinned ? 'Unpin' : 'Pin', run: set({ pinned: !item.pinned }) },
            {
              label: item.shared ? 'Stop sharing' : 'Share in the workspace',
              run: set({ shared: !item.shared }),
            },
            {
              label: 'Delete',
              run: () => {
                setDialog('delete');
              },
            },
          ]}
        />
      )}
      <NameDialog
        key={item.title}
        title="Rename the chat"
        name={item.title}
        opened={dialog === 'name'}
        busy={change.isPending}
        error={change.error}
        onName={(title) => {
          change.mutate({ title });
        }}
        onClose={() => {
          setDialog(null);
        }}
      />
      <DeleteDialog
        title={`Delete “${item.title}”?`}
        text={`The chat with its ${plural(item.turns, 'turn', 'turns')} is gone for good${item.shared ? ', also for those who have its link' : ''}. What was saved from it stays.`}
        opened={dialog === 'delete'}
        busy={remove.isPending}
        error={remove.error}
        onDelete={() => {
          remove.mutate();
        }}
        onClose={() => {
          setDialog(null);
        }}
      />
    </li>
  );
}
