import type { Plan } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { plural } from '@/lib/format';
import { removeCalc, removeHaving, removeStep, removeTop } from '../edit';
import { condWords, havingWords, pathWords, retentionWords } from '../words';
import { Chip } from './Chip';

type Props = {
  plan: Plan;
  label: (name: string) => string;
  onPlan?: ((plan: Plan) => void) | undefined;
};

const calcWords = {
  share: 'Share of',
  running_total: 'Running total of',
  moving_average: 'Moving average of',
};

/** What is told in words: it can go where the rest makes sense without it, not be changed. */
export function ShapeChips({ plan, label, onPlan }: Props): ReactElement {
  const { funnel, top } = plan;
  const gone = (next: Plan): (() => void) | undefined =>
    onPlan && next !== plan
      ? () => {
          onPlan(next);
        }
      : undefined;
  return (
    <>
      {funnel?.steps.map((step, index) => (
        <Chip
          key={`${index} ${JSON.stringify(step)}`}
          part={`Step ${index + 1}`}
          onRemove={gone(removeStep(plan, index))}
        >
          {step.label ?? condWords(step.filter, label)}
        </Chip>
      ))}
      {funnel && <Chip part="Of">{funnel.scope === 'user' ? 'users' : 'sessions'}</Chip>}
      {funnel?.within_days ? <Chip part="Within">{plural(funnel.within_days, 'day', 'days')}</Chip> : null}
      {plan.retention && <Chip part="Retention">{retentionWords(plan, label)}</Chip>}
      {plan.path && <Chip part="Path">{pathWords(plan, label)}</Chip>}
      {plan.having && (
        <Chip part="Only rows where" onRemove={gone(removeHaving(plan))}>
          {havingWords(plan.having, label)}
        </Chip>
      )}
      {top && (
        <Chip part="Top" onRemove={gone(removeTop(plan))}>
          {`${top.n} of each ${top.per.map(label).join(', ')} by ${label(top.by)}`}
        </Chip>
      )}
      {plan.calc?.map((calc, index) => (
        <Chip key={`${calc.type} ${calc.metric}`} part="With" onRemove={gone(removeCalc(plan, index))}>
          {`${calcWords[calc.type].toLowerCase()} ${label(calc.metric)}`}
        </Chip>
      ))}
    </>
  );
}
