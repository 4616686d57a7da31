import { NativeSelect } from '@mantine/core';
import type { Answer, Column, Plan } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
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

type Props = { plan: Plan; answer: Answer; today: string; asBars?: boolean };

/** The picture that fits the answer; null where the table alone says it. */
export function AnswerPicture({ plan, answer, today, asBars = false }: Props): ReactElement | null {
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
      {draw(picture, plan, answer, metric, today, asBars)}
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
): ReactElement | null {
  switch (picture.kind) {
    case 'figures':
      return <Figures answer={answer} />;
    case 'line':
      return metric ? <Drawn {...{ picture, plan, answer, metric, today, asBars }} /> : null;
    case 'bars':
      return metric ? <Bars answer={answer} by={picture.by} metric={metric} /> : null;
    case 'groups':
      return metric ? <GroupedBars answer={answer} picture={picture} metric={metric} /> : null;
    case 'funnel':
      return <Funnels answer={answer} by={picture.by} />;
    case 'retention':
      return <Cohorts answer={answer} grain={plan.retention?.grain ?? 'week'} />;
    case 'path':
      return <Hops answer={answer} />;
    default:
      return null;
  }
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
