import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AskQuery, Cond, Conversation, Model, Plan } from '@truffle/types/api';
import { useEffect, useState, type ReactElement } from 'react';
import { Examples } from './answer/Examples';
import answer from './answer/Answer.module.css';
import { PlanAnswer, type View } from './answer/PlanAnswer';
import { AskBox } from './ask/AskBox';
import { LiveTurn } from './ask/LiveTurn';
import { useAsk } from './ask/useAsk';
import classes from './Explore.module.css';
import { questionOf, versionsOf } from './model';
import { exploreKeys } from './queries';
import { TurnGroup } from './TurnGroup';

type Props = {
  model: Model;
  conversation: Conversation | null;
  /** A figure that a link asks for, before anything was said. */
  figure: { plan: Plan; title: string; view: View } | null;
  turn: number | null;
  onAudience?: ((rules: Cond) => void) | undefined;
};

/** The questions so far, the one on its way, and the box for the next. */
export function Thread({ model, conversation, figure, turn, onAudience }: Props): ReactElement {
  const [text, setText] = useState('');
  const [editing, setEditing] = useState(false);
  const { live, ask, stop, drop } = useAsk(conversation, model.confirm_above_bytes);
  const fresh = useFresh(conversation);
  const groups = versionsOf(conversation?.history ?? []);
  const mine = conversation?.is_mine ?? true;
  const turns = groups.at(-1) ?? [];
  const last = turns.at(-1);
  const lastQuestion = questionOf(turns, turns.length - 1);
  const send = (body: AskQuery): void => {
    setText('');
    setEditing(false);
    ask(body);
  };
  const onPlan = mine
    ? (plan: Plan, replaces?: number): void => {
        send({ plan, ...(replaces === undefined ? {} : { replaces }) });
      }
    : undefined;
  return (
    <div className={classes.main}>
      <p className="rt-sr" role="status">
        {fresh}
      </p>
      {groups.map((group, index) => (
        <TurnGroup
          key={group[0]?.number ?? index}
          turns={group}
          model={model}
          named={turn}
          newest={index === groups.length - 1}
          scroll={groups.length > 1}
          onPlan={index === groups.length - 1 ? onPlan : undefined}
          onAudience={onAudience}
          onFill={setText}
        />
      ))}
      {groups.length === 0 && figure && (
        <article className={answer.card} aria-label={figure.title}>
          <h2 className={answer.question}>{figure.title}</h2>
          <PlanAnswer
            plan={figure.plan}
            model={model}
            view={figure.view}
            onPlan={onPlan}
            onAudience={onAudience}
          />
        </article>
      )}
      {groups.length === 0 && !figure && !live && <Start model={model} onPick={setText} />}
      {live && (
        <LiveTurn
          live={live}
          model={model}
          onAgain={() => {
            ask(live.body, live.state === 'unsure');
          }}
          onPlan={(plan) => {
            ask({ plan, ...(live.body.replaces ? { replaces: live.body.replaces } : {}) });
          }}
          onDrop={drop}
        />
      )}
      {mine ? (
        <AskBox
          text={text}
          onText={setText}
          busy={live?.state === 'asking'}
          editing={editing}
          focus={groups.length === 0 ? figure === null : fresh !== null}
          onAsk={(question) => {
            send({ question, ...(editing && last ? { replaces: last.number } : {}) });
          }}
          onStop={stop}
          onEditLast={() => {
            if (lastQuestion !== null) {
              setText(lastQuestion);
              setEditing(true);
            }
          }}
          onCancelEdit={() => {
            setText('');
            setEditing(false);
          }}
        />
      ) : (
        <p className={classes.note}>
          {conversation?.owner_name ?? 'Somebody else'} shared this. It can be read; questions go into a chat
          of your own.
        </p>
      )}
    </div>
  );
}

/** Says once that an answer has come, also when the page was changed to show it. */
function useFresh(conversation: Conversation | null): string | null {
  const client = useQueryClient();
  const { data } = useQuery<string | null>({
    queryKey: exploreKeys.fresh,
    queryFn: () => null,
    enabled: false,
    initialData: null,
  });
  const [said, setSaid] = useState<string | null>(null);
  const id = conversation?.id ?? null;
  const turns = conversation?.history?.length ?? 0;
  useEffect(() => {
    if (data === null || data !== id) return;
    const timer = window.setTimeout(() => {
      setSaid(`Answer ready${' '.repeat(turns % 2)}`);
      client.setQueryData(exploreKeys.fresh, null);
    }, 50);
    return () => {
      window.clearTimeout(timer);
    };
  }, [client, data, id, turns]);
  return said;
}

type StartProps = { model: Model; onPick: (question: string) => void };

function Start({ model, onPick }: StartProps): ReactElement {
  if (model.first_day === null) {
    return (
      <section className={classes.start}>
        <h2>No data loaded yet</h2>
        <p className={classes.note}>
          Questions are answered from the warehouse. Load demo data (truffle demo) or a GA4 export (truffle
          load ga4) first.
        </p>
      </section>
    );
  }
  return (
    <section className={classes.start}>
      <h2>Ask in your own words</h2>
      <p className={classes.note}>
        Questions are read by the built-in planner: it knows the names of the model, the values in your data
        and days. Each answer shows how it was read. For example:
      </p>
      <Examples model={model} onPick={onPick} />
    </section>
  );
}
