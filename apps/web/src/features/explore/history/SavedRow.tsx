import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Artifact } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { call } from '@/lib/api';
import { exploreKeys } from '../queries';
import { DeleteDialog } from './DeleteDialog';
import classes from './History.module.css';
import { NameDialog } from './NameDialog';
import { RowMenu } from './RowMenu';

type Props = { item: Artifact; onFollow?: (() => void) | undefined };

/** A saved question or statement. */
export function SavedRow({ item, onFollow }: Props): ReactElement {
  const client = useQueryClient();
  const [dialog, setDialog] = useState<'name' | 'delete' | null>(null);
  const done = async (): Promise<void> => {
    setDialog(null);
    await client.invalidateQueries({ queryKey: exploreKeys.artifacts });
  };
  const change = useMutation({
    mutationFn: (body: { name?: string; shared?: boolean }) =>
      call('PATCH /api/artifacts/{id}', { path: { id: item.id }, body }),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: () => call('DELETE /api/artifacts/{id}', { path: { id: item.id } }),
    onSuccess: done,
  });
  return (
    <li className={classes.row}>
      <Link
        to={item.kind === 'sql' ? '/data-explorer/sql' : '/data-explorer'}
        search={{ saved: item.id }}
        className={classes.link}
        title={item.name}
        onClick={onFollow}
      >
        {item.name}
        {item.kind === 'sql' && <span className={classes.owner}> · SQL</span>}
        {!item.is_mine && <span className={classes.owner}> · {item.owner_name}</span>}
      </Link>
      {item.is_mine && (
        <RowMenu
          of={item.name}
          actions={[
            {
              label: 'Rename',
              run: () => {
                setDialog('name');
              },
            },
            {
              label: item.shared ? 'Stop sharing' : 'Share in the workspace',
              run: () => {
                change.mutate({ shared: !item.shared });
              },
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
        key={item.name}
        title="Rename"
        name={item.name}
        opened={dialog === 'name'}
        busy={change.isPending}
        error={change.error}
        onName={(name) => {
          change.mutate({ name });
        }}
        onClose={() => {
          setDialog(null);
        }}
      />
      <DeleteDialog
        title={`Delete “${item.name}”?`}
        text={item.shared ? 'It is gone for everybody in the workspace.' : 'It is gone for good.'}
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
