import { NativeSelect } from '@mantine/core';
import type { Cond, ModelField, Scalar } from '@truffle/types/api';
import type { Op } from '@/lib/contract';
import type { ReactElement } from 'react';
import { opWord } from '@/features/audiences/words';
import { humane } from '@/lib/catalog';
import { opsFor, withOp } from './ops';
import { ValueField } from './ValueField';
import type { FieldCond } from './where';

type Props = { node: FieldCond; fields: ModelField[]; onChange: (node: Cond) => void };

/** A field, how it compares, and the value. */
export function AttributeFields({ node, fields, onChange }: Props): ReactElement {
  const field = fields.find((one) => one.name === node.field);
  const type = field?.type ?? 'text';
  const names = fields.map((one) => ({ value: one.name, label: one.label }));
  const ops = opsFor(type);
  const shownOps = ops.includes(node.op) ? ops : [node.op, ...ops];
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Field"
        title={field?.description ?? undefined}
        value={node.field}
        data={field ? names : [{ value: node.field, label: humane(node.field) }, ...names]}
        onChange={(event) => {
          onChange({ field: event.currentTarget.value, op: 'eq', value: '' });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Condition"
        value={node.op}
        data={shownOps.map((op) => ({ value: op, label: opWord(op) }))}
        onChange={(event) => {
          const op: Op = shownOps.find((one) => one === event.currentTarget.value) ?? 'eq';
          onChange(withOp(node, op));
        }}
      />
      <ValueField
        field={node.field}
        type={type}
        op={node.op}
        values={
          node.values ??
          (node.value === undefined || node.value === null || node.value === '' ? [] : [node.value])
        }
        onChange={(values: Scalar[]) => {
          const list = node.op === 'in' || node.op === 'not_in' || node.op === 'between';
          onChange(
            list
              ? { field: node.field, op: node.op, values }
              : { field: node.field, op: node.op, value: values[0] ?? '' },
          );
        }}
      />
    </>
  );
}
