import { NativeSelect } from '@mantine/core';
import type { Cond } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { opWord } from '@/features/audiences/words';
import { humane } from '@/lib/catalog';
import { asNumber, currencySign } from '@/lib/format';
import { NumberField } from './NumberField';
import { metricOps } from './ops';
import { useRules } from './RulesContext';
import { TimeWindow } from './TimeWindow';

type MetricCond = Extract<Cond, { metric: string }>;
type Props = { node: MetricCond; onChange: (node: Cond) => void };

/** A metric of this customer against a threshold. */
export function MetricFields({ node, onChange }: Props): ReactElement {
  const { model } = useRules();
  const metrics = model.metrics.filter((metric) => metric.customer);
  const metric = metrics.find((one) => one.name === node.metric);
  const names = metrics.map((one) => ({ value: one.name, label: one.label }));
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Metric"
        title={metric?.description ?? undefined}
        value={node.metric}
        data={metric ? names : [{ value: node.metric, label: humane(node.metric) }, ...names]}
        onChange={(event) => {
          onChange({ ...node, metric: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Condition"
        value={node.op}
        data={metricOps.map((op) => ({ value: op, label: opWord(op) }))}
        onChange={(event) => {
          onChange({ ...node, op: metricOps.find((op) => op === event.currentTarget.value) ?? 'gte' });
        }}
      />
      <NumberField
        label="Threshold"
        value={asNumber(node.value)}
        before={metric?.format === 'currency' ? currencySign(metric.unit) : undefined}
        onChange={(value) => {
          onChange({ ...node, value });
        }}
      />
      <TimeWindow
        time={node.time}
        onChange={(time) => {
          onChange({ ...node, time });
        }}
      />
    </>
  );
}
