import type { Cond, Did } from '@truffle/types/api';

/* Conditions within conditions: a place is the way down to one of them, an index for each step. Nothing here changes what it
 * is given. */

export type Place = readonly number[];
export type FieldCond = Extract<Cond, { field: string }>;

export function childrenOf(cond: Cond): readonly Cond[] {
  if ('all' in cond) return cond.all;
  if ('any' in cond) return cond.any;
  return 'not' in cond ? [cond.not] : [];
}

export const isGroup = (cond: Cond): boolean => 'all' in cond || 'any' in cond || 'not' in cond;

export function condAt(cond: Cond, place: Place): Cond | undefined {
  const [first, ...rest] = place;
  if (first === undefined) return cond;
  const child = childrenOf(cond)[first];
  return child && condAt(child, rest);
}

function withChildren(cond: Cond, children: Cond[]): Cond | null {
  const [only] = children;
  if (!only) return null;
  if ('not' in cond) return { not: only };
  if (children.length === 1) return only;
  return 'any' in cond ? { any: children } : { all: children };
}

/** `next` null takes it away; a group that holds one condition is that condition. */
function changed(cond: Cond, place: Place, change: (at: Cond) => Cond | null): Cond | null {
  const [first, ...rest] = place;
  if (first === undefined) return change(cond);
  const children = childrenOf(cond).flatMap((child, index) =>
    index === first ? (changed(child, rest, change) ?? []) : [child],
  );
  return withChildren(cond, children);
}

export function replaceAt(cond: Cond, place: Place, next: Cond): Cond {
  return changed(cond, place, () => next) ?? next;
}

export function removeAt(cond: Cond, place: Place): Cond | null {
  return changed(cond, place, () => null);
}

/** "and" becomes "or", and the other way. */
export function flipAt(cond: Cond, place: Place): Cond {
  return (
    changed(cond, place, (at) => ('all' in at ? { any: at.all } : 'any' in at ? { all: at.any } : at)) ?? cond
  );
}

/** One condition more in the group at a place; what was no group becomes one, in which both hold. */
export function addAt(cond: Cond, place: Place, next: Cond): Cond {
  const grown = (at: Cond): Cond =>
    'all' in at ? { all: [...at.all, next] } : 'any' in at ? { any: [...at.any, next] } : { all: [at, next] };
  return changed(cond, place, grown) ?? next;
}

/* --- which events --- */

export const eventCond = (event: string): FieldCond => ({ field: 'event_name', op: 'eq', value: event });

const isEvent = (cond: Cond): boolean => 'field' in cond && cond.field === 'event_name';

/** The one event that a condition is about, whatever else it asks of it. */
export function eventOf(cond: Cond | null | undefined): string | null {
  if (!cond) return null;
  if ('all' in cond) return cond.all.map(eventOf).find((one) => one !== null) ?? null;
  if (!('field' in cond) || cond.field !== 'event_name') return null;
  const values = cond.values ?? (cond.value === null || cond.value === undefined ? [] : [cond.value]);
  return values.length === 1 && (cond.op === 'eq' || cond.op === 'in') ? String(values[0]) : null;
}

/** Of another event; what else it asks stays. */
export function withEvent(cond: Cond, event: string): Cond {
  if (!('all' in cond) || !cond.all.some(isEvent)) return eventCond(event);
  return { all: cond.all.map((one) => (isEvent(one) ? eventCond(event) : one)) };
}

export function withDid(cond: Extract<Cond, { did: Did }>, event: string, times: number): Cond {
  return { did: { ...cond.did, event, times: times > 1 ? times : null } };
}
