import type { Cond, Model } from '@truffle/types/api';

/* New conditions, ready to be filled in. */

export function newDid(model: Model): Cond {
  const event = model.events.find((name) => name === 'purchase') ?? model.events[0] ?? '';
  return { did: { event, times: 1, time: { relative: { unit: 'day', last: 30 } } } };
}

export function newAttribute(model: Model): Cond {
  const field = model.dimensions.find((one) => one.customer);
  return { field: field?.name ?? '', op: 'eq', value: '' };
}

export function newMetric(model: Model): Cond {
  const metric = model.metrics.find((one) => one.customer);
  return { metric: metric?.name ?? '', op: 'gte', value: Number.NaN };
}

export function newGroup(model: Model): Cond {
  return { any: [newDid(model)] };
}
