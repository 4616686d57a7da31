import type { Cond, Model } from '@truffle/types/api';
import { groupOf } from '@/features/audiences/model';

/* The properties of an event: one condition or a flat list of them, all true. Anything deeper is shown, not edited. */

export type FieldCond = Extract<Cond, { field: string }>;

export function whereList(where: Cond | null): FieldCond[] | null {
  if (where === null) return [];
  if ('field' in where) return [where];
  const group = groupOf(where);
  if (group?.kind !== 'all' || group.negated) return null;
  const fields = group.children.filter((child) => 'field' in child);
  return fields.length === group.children.length ? fields : null;
}

export function whereFrom(list: Cond[]): Cond | null {
  const [first] = list;
  if (!first) return null;
  return list.length === 1 ? first : { all: list };
}

export function addWhere(where: Cond | null, model: Model): Cond | null {
  const field = model.dimensions.find((one) => one.event);
  const more: Cond = { field: field?.name ?? '', op: 'eq', value: '' };
  const list = whereList(where);
  return list === null ? where : whereFrom([...list, more]);
}
