import type { Cond } from '@truffle/types/api';
import type { Op } from '@/lib/contract';
import type { FieldCond } from './where';

const textOps: readonly Op[] = [
  'eq',
  'ne',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'is_null',
  'not_null',
];
const numberOps: readonly Op[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'is_null', 'not_null'];

export const metricOps: readonly Op[] = ['gte', 'gt', 'lte', 'lt', 'eq', 'ne'];

export function opsFor(type: string): readonly Op[] {
  if (type === 'boolean') return ['eq', 'is_null', 'not_null'];
  return type === 'text' ? textOps : numberOps;
}

/** The same condition with another operator; the values come along as far as they fit. */
export function withOp(node: FieldCond, op: Op): Cond {
  const values =
    node.values ?? (node.value === undefined || node.value === null || node.value === '' ? [] : [node.value]);
  if (op === 'is_null' || op === 'not_null') return { field: node.field, op };
  if (op === 'in' || op === 'not_in') return { field: node.field, op, values };
  if (op === 'between') return { field: node.field, op, values: [values[0] ?? '', values[1] ?? ''] };
  return { field: node.field, op, value: values[0] ?? '' };
}
