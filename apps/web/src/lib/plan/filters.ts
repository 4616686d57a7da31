import type { Cond, Model } from '@truffle/types/api';
import { opWords, type Op } from '@/lib/contract';

export interface Filter {
  field: string;
  op: Op;
  values: string[];
}

/* --- filters: field:op:value, a comma within a value of a list is "\," --- */

const ops: readonly Op[] = [
  'eq',
  'ne',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'is_null',
  'not_null',
];
export const listOps: readonly Op[] = ['in', 'not_in', 'between'];
export const bareOps: readonly Op[] = ['is_null', 'not_null'];

export function readFilter(text: string): Filter | null {
  const first = text.indexOf(':');
  if (first < 1) return null;
  const second = text.indexOf(':', first + 1);
  const field = text.slice(0, first);
  const name = second < 0 ? text.slice(first + 1) : text.slice(first + 1, second);
  const op = ops.find((one) => one === name);
  if (!op || !/^[a-z][a-z0-9_]{0,62}$/.test(field)) return null;
  if (bareOps.includes(op)) return { field, op, values: [] };
  if (second < 0) return null;
  const rest = text.slice(second + 1);
  const values = listOps.includes(op) ? splitList(rest) : [rest];
  return values.some((value) => value === '') ? null : { field, op, values };
}

export function writeFilter({ field, op, values }: Filter): string {
  if (bareOps.includes(op)) return `${field}:${op}`;
  if (!listOps.includes(op)) return `${field}:${op}:${values[0] ?? ''}`;
  return `${field}:${op}:${values.map((value) => value.replaceAll('\\', '\\\\').replaceAll(',', '\\,')).join(',')}`;
}

function splitList(text: string): string[] {
  const found: string[] = [];
  let current = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    const next = text.charAt(at + 1);
    if (letter === '\\' && (next === ',' || next === '\\')) {
      current += next;
      at++;
    } else if (letter === ',') {
      found.push(current);
      current = '';
    } else {
      current += letter;
    }
  }
  return [...found, current];
}

export const isName = (text: string): boolean => /^[a-z][a-z0-9_]{0,62}$/.test(text);

function scalar(text: string, type: string | undefined): string | number | boolean {
  if (type === 'integer' || type === 'number') return Number.isNaN(Number(text)) ? text : Number(text);
  if (type === 'boolean') return text === 'true';
  return text;
}

export function condOf({ field, op, values }: Filter, model?: Model): Cond {
  const type = model?.dimensions.find((one) => one.name === field)?.type;
  const typed = values.map((value) => scalar(value, type));
  if (bareOps.includes(op)) return { field, op };
  if (listOps.includes(op)) return { field, op, values: typed };
  return { field, op, value: typed[0] ?? '' };
}

export function filterWords({ field, op, values }: Filter, label: (name: string) => string): string {
  const joined = op === 'between' ? values.join(' and ') : values.join(', ');
  return [label(field), opWords[op], joined].filter((word) => word !== '').join(' ');
}
