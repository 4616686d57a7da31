import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answer, Cond, Correction, Model, Plan } from '@truffle/types/api';
import type { EmptyProps } from '@truffle/ui/EmptyState';
import { QueryView } from '@truffle/ui/QueryView';
import { useState, type ReactElement } from 'react';
import { fewIn, missingCases, type FewOf } from '@/lib/cases';
import { cellText, today } from '@/lib/format';
import { axisWord } from '../axis';
import { AnswerPicture } from '@/features/explore/charts/AnswerPicture';
import { Unsure } from '@/features/explore/ask/Unsure';
import { Chips } from '@/features/explore/chips/Chips';
import { filtersOf, removeFilter } from '../edit';
import { followUpsOf } from '../followUps';
import { pictureOf } from '../picture';
import { answerQuery, exploreKeys, Waits } from '../queries';
import { shownColumns } from '../table';
import { AnswerActs } from './AnswerActs';
import classes from './Answer.module.css';
import { AnswerTable } from './AnswerTable';
import { SourceLine } from './SourceLine';

export type View = 'chart' | 'bar' | 'table';

type Props = {
  plan: Plan;
  model: Model;
  reading?: string | null | undefined;
  /** Misspelt words, and what they were read as. */
  corrected?: Correction[] | null | undefined;
  view?: View;
  /** The reading stands above already. */
  titled?: boolean;
  /** Asks for another plan; left out where the answer can only be looked at. */
  onPlan?: ((plan: Plan) => void) | undefined;
  onAudience?: ((rules: Cond) => void) | undefined;
};

const assumedWords: Record<string, string> = {
  time: 'the days',
  metric: 'the metric',
  grain: 'the grain',
  order: 'the order',
  limit: 'how many rows',
  scope: 'whose',
  value: 'the value',
  compare: 'the comparison',
};

/** How a question was read, what came out, where it comes from, what next. */
export function PlanAnswer(props: Props): ReactElement {
  const { plan, model, reading, corrected, titled = false, onPlan, onAudience } = props;
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const query = useQuery(answerQuery(plan, sure ? 0 : model.confirm_above_bytes));
  const [view, setView] = useState<View>(props.view ?? 'chart');
  const answer = query.data;
  const next = followUpsOf(plan, model);
  const assumed = (answer?.assumed ?? plan.assumed ?? []).map((one) => assumedWords[one] ?? one);
  return (
    <>
      <p className={classes.reading}>
        {!titled && (
          <>
            I read this as: <strong>{answer?.reading ?? reading ?? '…'}</strong>{' '}
          </>
        )}
        {corrected && corrected.length > 0 && `${correctedWords(corrected)} `}
        {assumed.length > 0 && `Not said, so assumed: ${assumed.join(', ')}.`}
      </p>
      <Chips plan={plan} answer={answer} model={model} onPlan={onPlan} />
      {query.error instanceof Waits && (
        <Unsure
          plan={plan}
          cost={query.error.cost}
          model={model}
          onPlan={onPlan}
          onRun={() => {
            setSure(true);
            void client.query(answerQuery(plan, 0)).catch(() => undefined);
          }}
        />
      )}
      {!(query.error instanceof Waits) && (
        <QueryView
          query={query}
          what="the answer"
          skeleton={<Skeleton className={classes.wait} />}
          onCancel={() => void client.cancelQueries({ queryKey: exploreKeys.answer(plan) })}
          empty={(found) => emptiness(found, plan, model, onPlan)}
        >
          {(found) => <Shown answer={found} plan={plan} model={model} view={view} onView={setView} />}
        </QueryView>
      )}
      {answer && (
        <>
          {answer.sentence !== '' && <p className={classes.sentence}>{answer.sentence}</p>}
          <SourceLine answer={answer} timeZone={model.time_zone} />
          <AnswerActs plan={plan} answer={answer} model={model} onAudience={onAudience} />
          {onPlan && answer.rows.length > 0 && next.length > 0 && (
            <div className={classes.next} role="group" aria-label="Ask next">
              {next.map((one) => (
                <Button
                  key={one.label}
                  variant="subtle"
                  onClick={() => {
                    onPlan(one.plan);
                  }}
                >
                  {one.label}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
    </>
  );
}

/** “chanel” read as channel group. */
function correctedWords(list: readonly Correction[]): string {
  return `${list.map((one) => `“${one.term}” read as ${one.read_as}`).join(', ')}.`;
}

type ShownProps = { answer: Answer; plan: Plan; model: Model; view: View; onView: (view: View) => void };

function Shown({ answer, plan, model, view, onView }: ShownProps): ReactElement {
  const picture = pictureOf(plan, answer);
  const few = useFew(plan, answer, model);
  const drawn = picture.kind !== 'table';
  const options = [
    { value: 'chart', label: 'Chart' },
    ...(picture.kind === 'line' ? [{ value: 'bar', label: 'Bars' }] : []),
    { value: 'table', label: 'View as table' },
  ];
  const now = options.some((one) => one.value === view) ? view : 'chart';
  return (
    <>
      {drawn && (
        <div className={classes.head}>
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            value={now}
            data={options}
            onChange={(value) => {
              onView(value === 'table' ? 'table' : value === 'bar' ? 'bar' : 'chart');
            }}
          />
        </div>
      )}
      {drawn && now !== 'table' ? (
        <AnswerPicture
          plan={plan}
          answer={answer}
          today={today(model.time_zone)}
          asBars={now === 'bar'}
          few={few}
        />
      ) : (
        <AnswerTable
          caption={answer.reading}
          columns={answer.columns}
          shown={shownColumns(answer)}
          rows={answer.rows}
          few={few}
          word={(column, value) =>
            value !== null && value !== '' && isWord(column)
              ? axisWord(answer.plan, column, String(value))
              : cellText(value, column.type, column)
          }
        />
      )}
    </>
  );
}

/** Which rates have few cases under them. The counts that the plan doesn't ask for are asked for where that costs nothing. */
function useFew(plan: Plan, answer: Answer, model: Model): FewOf {
  const missing = missingCases(plan, model);
  const counted = useQuery({
    ...answerQuery({ ...plan, metrics: [...plan.metrics, ...missing] }, model.confirm_above_bytes),
    enabled: missing.length > 0 && answer.cost_usd === 0 && answer.rows.length > 0,
    retry: false,
  });
  return fewIn(answer, model, missing.length > 0 ? counted.data : undefined);
}

const isWord = ({ name, type }: { name: string; type: string }): boolean =>
  type === 'date' || type === 'timestamp' || name === 'day_of_week' || name === 'hour';

/** Nothing came out: which filter may have taken the rows away, or which days have data. */
function emptiness(
  answer: Answer,
  plan: Plan,
  model: Model,
  onPlan: ((plan: Plan) => void) | undefined,
): EmptyProps | null {
  if (answer.rows.length > 0) return null;
  const filters = filtersOf(plan);
  if (filters.length > 0 && onPlan) {
    return {
      title: 'Nothing matches',
      children: 'The filters leave no rows in these days.',
      action: (
        <Button
          variant="default"
          onClick={() => {
            onPlan(removeFilter(plan, filters.length - 1));
          }}
        >
          Remove the last filter
        </Button>
      ),
    };
  }
  const { first_day: first, last_day: last } = model;
  if (first === null || last === null)
    return {
      title: 'No data loaded yet',
      children: 'Load demo data or a GA4 export first: truffle demo, truffle load ga4.',
    };
  return {
    title: 'Nothing in this period',
    children: `There are data from ${cellText(first, 'date', none)} to ${cellText(last, 'date', none)}.`,
  };
}

const none = { format: null, unit: null };
