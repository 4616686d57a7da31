import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ErrorState } from '@truffle/ui/ErrorState';
import { failureOf } from '@truffle/ui/failure';
import { SearchBox } from '@truffle/ui/SearchBox';
import { useState, type ReactElement } from 'react';
import { useShortcuts } from '@/lib/shortcuts';
import { sectionsOf } from '../model';
import { artifactsQuery, conversationsQuery } from '../queries';
import { ChatRow } from './ChatRow';
import classes from './History.module.css';
import { SavedRow } from './SavedRow';

type Props = { current: string | null; onFollow?: () => void };

/** Earlier chats by day, what was saved, and a new one. */
export function History({ current, onFollow }: Props): ReactElement {
  const [q, setQ] = useState('');
  const navigate = useNavigate();
  const chats = useQuery(conversationsQuery(q));
  const saved = useQuery(artifactsQuery(q));
  const begin = (): void => {
    onFollow?.();
    void navigate({ to: '/data-explorer' });
  };
  useShortcuts([{ keys: 'n', label: 'New question', run: begin }]);
  const items = chats.data?.items ?? [];
  const things = saved.data?.items ?? [];
  return (
    <div className={classes.history}>
      <Button
        variant="default"
        fullWidth
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={begin}
      >
        New
      </Button>
      <SearchBox label="Search chats and saved" value={q} onChange={setQ} />
      {chats.error && !chats.data && (
        <ErrorState failure={failureOf(chats.error)} what="the chats" onRetry={() => void chats.refetch()} />
      )}
      {sectionsOf(items, new Date()).map((section) => (
        <section key={section.title} aria-label={section.title}>
          <h2 className={classes.title}>{section.title}</h2>
          <ul className={classes.list}>
            {section.items.map((item) => (
              <ChatRow key={item.id} item={item} current={item.id === current} onFollow={onFollow} />
            ))}
          </ul>
        </section>
      ))}
      {chats.data && items.length === 0 && (
        <p className={classes.none}>{q === '' ? 'Your questions are kept here.' : 'No chat matches.'}</p>
      )}
      {saved.error && !saved.data && (
        <ErrorState
          failure={failureOf(saved.error)}
          what="what was saved"
          onRetry={() => void saved.refetch()}
        />
      )}
      {things.length > 0 && (
        <section aria-label="Saved">
          <h2 className={classes.title}>Saved</h2>
          <ul className={classes.list}>
            {things.map((item) => (
              <SavedRow key={item.id} item={item} onFollow={onFollow} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
