import { NativeSelect } from '@mantine/core';
import type { Answer, Column, Plan } from '@truffle/types/api';
import { FewCases } from '@truffle/ui/FewCases';
import { useState, type ReactElement } from 'react';
import type { FewOf } from '@/lib/cases';
import { plural } from '@/lib/format';
import { lateModule } from '@/lib/late';
import { pictureOf, type Picture } from '../picture';
import classes from './Charts.module.css';
import { Bars } from './Bars';
import { Cohorts } from './Cohorts';
import { Figures } from './Figures';
import { Funnels } from './Funnels';
import { GroupedBars } from './GroupedBars';
import { Hops } from './Hops';

/* Only lines need the chart library. */
const useLines = lateModule(import('./Lines'));

type Props = { plan: Plan; answer: Answer; today: string; asBars?: boolean; few: FewOf };

/** The picture that fits the answer; null where the table alone says it. */
export function AnswerPicture({ plan, answer, today, asBars = false, few }: Props): ReactElement | null {
  const picture = pictureOf(plan, answer);
  const metrics = 'metrics' in picture ? picture.metrics : [];
  const [chosen, setChosen] = useState('');
  const metric = metrics.find((one) => one.name === chosen) ?? metrics[0];
  if (picture.kind === 'nothing' || picture.kind === 'table') return null;
  return (
    <div className={classes.picture}>
      {metrics.length > 1 && picture.kind !== 'figures' && (
        <NativeSelect
          size="xs"
          className={classes.choice}
          aria-label="Shown in the chart"
          value={metric?.name}
          data={metrics.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(event) => {
            setChosen(event.currentTarget.value);
          }}
        />
      )}
      {draw(picture, plan, answer, metric, today, asBars, few)}
      {metric && (picture.kind === 'line' || picture.kind === 'groups') && (
        <FewNote answer={answer} metric={metric} few={few} />
      )}
    </div>
  );
}

function draw(
  picture: Picture,
  plan: Plan,
  answer: Answer,
  metric: Column | undefined,
  today: string,
  asBars: boolean,
  few: FewOf,
): ReactElement | null {
  switch (picture.kind) {
    case 'figures':
      return <Figures answer={answer} few={few} />;
    case 'line':
      return metric ? <Drawn {...{ picture, plan, answer, metric, today, asBars }} /> : null;
    case 'bars':
      return metric ? <Bars answer={answer} by={picture.by} metric={metric} few={few} /> : null;
    case 'groups':
      return metric ? <GroupedBars answer={answer} picture={picture} metric={metric} /> : null;
    case 'funnel':
      return <Funnels answer={answer} by={picture.by} few={few} />;
    case 'retention':
      return <Cohorts answer={answer} grain={plan.retention?.grain ?? 'week'} few={few} />;
    case 'path':
      return <Hops answer={answer} />;
    default:
      return null;
  }
}

/** Where a mark at each point would hide the picture, one line tells of them. */
function FewNote(props: { answer: Answer; metric: Column; few: FewOf }): ReactElement | null {
  const { answer, metric, few } = props;
  const found = answer.rows.flatMap((row) => few(row, metric.name) ?? []);
  const [why] = found;
  if (why === undefined) return null;
  return (
    <p className={classes.note}>
      <FewCases why={why} /> {why} under {plural(found.length, 'value', 'values')} of {answer.rows.length}.
    </p>
  );
}

type LineProps = {
  picture: Extract<Picture, { kind: 'line' }>;
  plan: Plan;
  answer: Answer;
  metric: Column;
  today: string;
  asBars: boolean;
};

function Drawn(props: LineProps): ReactElement {
  const module = useLines();
  return module ? <module.Lines {...props} /> : <div className={classes.wait} />;
}
