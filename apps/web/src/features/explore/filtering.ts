import type { Scalar } from '@truffle/types/api';
import type { Op } from '@/lib/contract';

/* What a filter on a field of a type can say. */

const textOps: readonly Op[] = [
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'eq',
  'ne',
  'is_null',
  'not_null',
];
const numberOps: readonly Op[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'is_null', 'not_null'];

export function opsFor(type: string): readonly Op[] {
  if (type === 'text') return textOps;
  return type === 'boolean' ? ['eq', 'ne'] : numberOps;
}

/** The values as the plan wants them: numbers as numbers, no more than the operator takes. */
export function scalarsFor(type: string, op: Op, values: string[]): Scalar[] {
  const list = op === 'in' || op === 'not_in';
  const taken = list ? values : values.slice(0, op === 'between' ? 2 : 1);
  if (type === 'boolean') return taken.length === 0 ? [true] : taken.map((value) => value === 'true');
  return type === 'integer' || type === 'number' ? taken.map(Number) : taken;
}

export function filterProblem(op: Op, values: string[], type: string): string | null {
  if (op === 'is_null' || op === 'not_null' || type === 'boolean') return null;
  const wanted = op === 'between' ? 2 : 1;
  const given = values.filter((value) => value.trim() !== '');
  if (given.length < wanted) return wanted === 2 ? 'Write both ends.' : 'Choose a value.';
  const numeric = type === 'integer' || type === 'number';
  if (numeric && given.some((value) => Number.isNaN(Number(value)))) return 'Write a number.';
  return null;
}
