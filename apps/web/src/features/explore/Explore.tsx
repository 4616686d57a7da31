import { ActionIcon, Drawer, Skeleton } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Cond } from '@truffle/types/api';
import { PageHeader } from '@truffle/ui/PageHeader';
import { QueryView } from '@truffle/ui/QueryView';
import { useState, type ReactElement } from 'react';
import { isMissing } from '@/lib/api';
import { modelQuery } from '@/lib/catalog';
import { Nothing } from '@/lib/Nothing';
import { planOfSearch, type ExploreSearch } from './address';
import type { View } from './answer/PlanAnswer';
import classes from './Explore.module.css';
import { ExploreTabs } from './ExploreTabs';
import { History } from './history/History';
import { artifactQuery, conversationQuery } from './queries';
import { Thread } from './Thread';

type Props = {
  conversation: string | null;
  search: ExploreSearch;
  onAudience?: ((rules: Cond) => void) | undefined;
};

/** Questions in words: earlier ones at the left, this one with its answers, the box for the next. */
export function Explore({ conversation, search, onAudience }: Props): ReactElement {
  const [drawer, setDrawer] = useState(false);
  const kept = useQuery({ ...conversationQuery(conversation ?? ''), enabled: conversation !== null });
  if (isMissing(kept.error)) return <Nothing />;
  return (
    <>
      <PageHeader title="Explore">
        <ActionIcon
          className={classes.phone}
          variant="default"
          size={30}
          aria-label="Chats and saved"
          onClick={() => {
            setDrawer(true);
          }}
        >
          <IconHistory size={16} aria-hidden="true" />
        </ActionIcon>
        <ExploreTabs onSql={false} />
      </PageHeader>
      <div className={classes.layout}>
        <aside className={classes.side} aria-label="Chats and saved">
          <History current={conversation} />
        </aside>
        <Drawer
          opened={drawer}
          onClose={() => {
            setDrawer(false);
          }}
          size={288}
          title="Chats and saved"
        >
          <History
            current={conversation}
            onFollow={() => {
              setDrawer(false);
            }}
          />
        </Drawer>
        {conversation === null ? (
          <Fresh search={search} onAudience={onAudience} />
        ) : (
          <Kept id={conversation} search={search} onAudience={onAudience} />
        )}
      </div>
    </>
  );
}

const skeleton = <Skeleton height={320} />;

type PartProps = { search: ExploreSearch; onAudience: Props['onAudience'] };

function Kept({ id, search, onAudience }: PartProps & { id: string }): ReactElement {
  const model = useQuery(modelQuery);
  const kept = useQuery(conversationQuery(id));
  const turn = Number(search.turn ?? Number.NaN);
  return (
    <QueryView query={model} what="the model" skeleton={skeleton}>
      {(known) =>
        kept.data ? (
          <Thread
            model={known}
            conversation={kept.data}
            figure={null}
            turn={Number.isInteger(turn) ? turn : null}
            onAudience={onAudience}
          />
        ) : (
          <QueryView query={kept} what="this chat" skeleton={skeleton}>
            {() => null}
          </QueryView>
        )
      }
    </QueryView>
  );
}

const views: Record<string, View> = { line: 'chart', bar: 'bar', table: 'table' };

/** Nothing asked yet: the figure of a link, a saved question, or examples. */
function Fresh({ search, onAudience }: PartProps): ReactElement {
  const model = useQuery(modelQuery);
  const saved = useQuery({ ...artifactQuery(search.saved ?? ''), enabled: search.saved !== undefined });
  const missing = search.saved !== undefined && !saved.data;
  return (
    <QueryView query={model} what="the model" skeleton={skeleton}>
      {(known) => {
        if (missing)
          return (
            <QueryView query={saved} what="the saved question" skeleton={skeleton}>
              {() => null}
            </QueryView>
          );
        const { plan, ignored } = planOfSearch(search, known);
        const view = views[search.chart ?? ''] ?? 'chart';
        const own = saved.data?.plan ?? null;
        const shown = own ?? plan;
        return (
          <div className={classes.main}>
            {ignored.map((sentence) => (
              <p key={sentence} className={classes.ignored} role="status">
                {sentence}
              </p>
            ))}
            <Thread
              key={JSON.stringify(shown)}
              model={known}
              conversation={null}
              figure={shown ? { plan: shown, title: saved.data?.name ?? 'From a link', view } : null}
              turn={null}
              onAudience={onAudience}
            />
          </div>
        );
      }}
    </QueryView>
  );
}
