import { NativeSelect } from '@mantine/core';
import type { Answer, Model, Plan } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { labelOf } from '@/lib/catalog';
import { plural } from '@/lib/format';
import { CompareMenu } from '@/lib/plan/CompareMenu';
import { PeriodMenu } from '@/lib/plan/PeriodMenu';
import { compareOf, timeOf } from '@/lib/plan/time';
import { compareWord, periodOf } from '../address';
import {
  addDim,
  addFilter,
  addMetric,
  clearClock,
  dimsOf,
  filtersOf,
  removeDim,
  removeFilter,
  removeMetric,
  replaceFilter,
  setCompare,
  setGrain,
  setTime,
  swapDim,
  swapMetric,
  type DimGrain,
} from '../edit';
import { condWords, hourWords, orderWords, timeWords, weekdayWords } from '../words';
import { AddChip } from './AddChip';
import { Chip } from './Chip';
import classes from './Chips.module.css';
import { CondEditor, isEditable } from './CondEditor';
import { FilterEditor } from './FilterEditor';
import { OrderEditor } from './OrderEditor';
import { PickName } from './PickName';
import { ShapeChips } from './ShapeChips';

type Props = {
  plan: Plan;
  answer: Answer | undefined;
  model: Model;
  /** Left out: the reading can be looked at, not changed. */
  onPlan?: ((plan: Plan) => void) | undefined;
};

/** The reading in parts; changing one asks again, without reading words. */
export function Chips({ plan, answer, model, onPlan }: Props): ReactElement {
  const shaped = Boolean(plan.funnel ?? plan.retention ?? plan.path);
  return (
    <div className={classes.line} role="group" aria-label="How the question was read">
      <ShapeChips plan={plan} model={model} onPlan={onPlan} />
      {!shaped && <MetricChips plan={plan} model={model} onPlan={onPlan} />}
      {!plan.path && <DimChips plan={plan} model={model} onPlan={onPlan} />}
      <FilterChips plan={plan} model={model} onPlan={onPlan} />
      <TimeChips plan={plan} answer={answer} onPlan={onPlan} />
      {!shaped && (onPlan || plan.order?.length || plan.limit) ? (
        <Chip
          part="Order"
          edit={
            onPlan &&
            ((close) => (
              <OrderEditor
                plan={plan}
                label={(name) => labelOf(model, name)}
                onPlan={(next) => {
                  close();
                  onPlan(next);
                }}
              />
            ))
          }
        >
          {orderText(plan, (name) => labelOf(model, name))}
        </Chip>
      ) : null}
    </div>
  );
}

function orderText(plan: Plan, label: (name: string) => string): string {
  const parts = (plan.order ?? []).map((one) => orderWords(one, label, plan.metrics.includes(one.by)));
  const rows = plan.limit ? [`${plural(plan.limit, 'row', 'rows')} at most`] : [];
  return [...(parts.length === 0 ? ['as usual'] : parts), ...rows].join(', ');
}

type PartProps = { plan: Plan; model: Model; onPlan?: ((plan: Plan) => void) | undefined };

function MetricChips({ plan, model, onPlan }: PartProps): ReactElement {
  return (
    <>
      {plan.metrics.map((name) => (
        <Chip
          key={name}
          part="Metric"
          edit={
            onPlan &&
            ((close) => (
              <PickName
                label="Another metric"
                items={model.metrics}
                current={name}
                onPick={(to) => {
                  close();
                  onPlan(swapMetric(plan, name, to));
                }}
              />
            ))
          }
          onRemove={
            onPlan && plan.metrics.length > 1
              ? () => {
                  onPlan(removeMetric(plan, name));
                }
              : undefined
          }
        >
          {labelOf(model, name)}
        </Chip>
      ))}
      {onPlan && (
        <AddChip what="Metric">
          {(close) => (
            <PickName
              label="Metric"
              items={model.metrics.filter((one) => !plan.metrics.includes(one.name))}
              onPick={(name) => {
                close();
                onPlan(addMetric(plan, name));
              }}
            />
          )}
        </AddChip>
      )}
    </>
  );
}

const grains: readonly DimGrain[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];

function DimChips({ plan, model, onPlan }: PartProps): ReactElement {
  const dims = dimsOf(plan);
  const grainFor = (name: string): DimGrain | null => (name === 'date' ? 'day' : null);
  return (
    <>
      {dims.map((dim) => (
        <Chip
          key={dim.name}
          part="By"
          edit={
            onPlan &&
            ((close) => (
              <div className={classes.pick}>
                {dim.name === 'date' && (
                  <NativeSelect
                    label="Grain"
                    size="xs"
                    value={dim.grain ?? 'day'}
                    data={[...grains]}
                    onChange={(event) => {
                      close();
                      const grain = grains.find((one) => one === event.currentTarget.value) ?? 'day';
                      onPlan(setGrain(plan, dim.name, grain));
                    }}
                  />
                )}
                <PickName
                  label="Another breakdown"
                  items={model.dimensions}
                  current={dim.name}
                  onPick={(to) => {
                    close();
                    onPlan(swapDim(plan, dim.name, to, grainFor(to)));
                  }}
                />
              </div>
            ))
          }
          onRemove={
            onPlan &&
            (() => {
              onPlan(removeDim(plan, dim.name));
            })
          }
        >
          {dim.name === 'date' ? (dim.grain ?? 'day') : labelOf(model, dim.name).toLowerCase()}
        </Chip>
      ))}
      {onPlan && dims.length < 6 && (
        <AddChip what="Breakdown">
          {(close) => (
            <PickName
              label="Breakdown"
              items={model.dimensions.filter((one) => !dims.some((dim) => dim.name === one.name))}
              onPick={(name) => {
                close();
                onPlan(addDim(plan, name, grainFor(name)));
              }}
            />
          )}
        </AddChip>
      )}
    </>
  );
}

function FilterChips({ plan, model, onPlan }: PartProps): ReactElement {
  const label = (name: string): string => labelOf(model, name);
  return (
    <>
      {filtersOf(plan).map((cond, index) => (
        <Chip
          key={JSON.stringify(cond)}
          part="Where"
          edit={
            onPlan && isEditable(cond, model)
              ? (close) => (
                  <CondEditor
                    model={model}
                    cond={cond}
                    onApply={(next) => {
                      close();
                      onPlan(replaceFilter(plan, index, next));
                    }}
                  />
                )
              : undefined
          }
          onRemove={
            onPlan &&
            (() => {
              onPlan(removeFilter(plan, index));
            })
          }
        >
          {condWords(cond, label)}
        </Chip>
      ))}
      {onPlan && (
        <AddChip what="Filter">
          {(close) => (
            <FilterEditor
              model={model}
              onApply={(cond) => {
                close();
                onPlan(addFilter(plan, cond));
              }}
            />
          )}
        </AddChip>
      )}
    </>
  );
}

type TimeProps = {
  plan: Plan;
  answer: Answer | undefined;
  onPlan?: ((plan: Plan) => void) | undefined;
};

function TimeChips({ plan, answer, onPlan }: TimeProps): ReactElement {
  const [comparing, setComparing] = useState(false);
  const { days_of_week, hours } = plan.time ?? {};
  const days = plan.time ? { ...plan.time, days_of_week: null, hours: null } : null;
  const word = periodOf(days);
  const compare = compareWord(plan.compare);
  const shaped = Boolean(plan.funnel ?? plan.retention ?? plan.path);
  const known = word ?? (answer?.from && answer.to ? `${answer.from}..${answer.to}` : null);
  return (
    <>
      {onPlan && known !== null ? (
        <PeriodMenu
          period={known}
          onChange={(period) => {
            onPlan(setTime(plan, timeOf(period)));
          }}
          onCompare={() => {
            setComparing(true);
          }}
        />
      ) : (
        <Chip part="When">{timeWords(plan.time, answer)}</Chip>
      )}
      {days_of_week && days_of_week.length > 0 && (
        <Chip
          part="On"
          onRemove={
            onPlan &&
            (() => {
              onPlan(clearClock(plan, 'days_of_week'));
            })
          }
        >
          {weekdayWords(days_of_week)}
        </Chip>
      )}
      {hours && hours.length > 0 && (
        <Chip
          part="At"
          onRemove={
            onPlan &&
            (() => {
              onPlan(clearClock(plan, 'hours'));
            })
          }
        >
          {hourWords(hours)}
        </Chip>
      )}
      {onPlan && !shaped && word !== 'all' ? (
        <CompareMenu
          compare={compare}
          opened={comparing}
          onOpened={setComparing}
          onChange={(next) => {
            onPlan(setCompare(plan, compareOf({ period: 'x', compare: next })));
          }}
        />
      ) : (
        compare !== 'none' && <Chip part="Compared with">{compareText(compare)}</Chip>
      )}
    </>
  );
}

function compareText(compare: string): string {
  if (compare === 'previous_period') return 'the period before';
  return compare === 'previous_year' ? 'last year' : compare.replace('..', ' to ');
}
