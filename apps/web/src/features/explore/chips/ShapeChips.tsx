import type { Model, Plan } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { labelOf } from '@/lib/catalog';
import { removeCalc, removeHaving, removeTop } from '../edit';
import { havingWords, retentionWords } from '../words';
import { Chip } from './Chip';
import { FunnelChips } from './FunnelChips';
import { PathChips } from './PathChips';
import { RetentionEditor } from './RetentionEditor';

type Props = {
  plan: Plan;
  model: Model;
  onPlan?: ((plan: Plan) => void) | undefined;
};

const calcWords = {
  share: 'Share of',
  running_total: 'Running total of',
  moving_average: 'Moving average of',
};

/** Funnels, retentions and paths can be changed; what else is told in words can go. */
export function ShapeChips({ plan, model, onPlan }: Props): ReactElement {
  const { funnel, retention, path, top } = plan;
  const label = (name: string): string => labelOf(model, name);
  const gone = (next: Plan): (() => void) | undefined =>
    onPlan && next !== plan
      ? () => {
          onPlan(next);
        }
      : undefined;
  return (
    <>
      {funnel && <FunnelChips {...{ plan, funnel, model, onPlan }} />}
      {retention && (
        <Chip
          part="Retention"
          edit={
            onPlan &&
            ((close) => (
              <RetentionEditor
                plan={plan}
                retention={retention}
                model={model}
                onPlan={(next) => {
                  close();
                  onPlan(next);
                }}
              />
            ))
          }
        >
          {retentionWords(plan, label)}
        </Chip>
      )}
      {path && <PathChips {...{ plan, path, model, onPlan }} />}
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
