import type { Cond, Model } from '@truffle/types/api';

export interface Template {
  name: string;
  text: string;
  events: string[];
  rules: Cond;
}

const did = (event: string, days: number, times = 1): Cond => ({
  did: { event, times, time: { relative: { unit: 'day', last: days } } },
});

const all: readonly Template[] = [
  {
    name: 'Lapsed buyers',
    text: 'Bought within a year, not in the last 90 days.',
    events: ['purchase'],
    rules: { all: [did('purchase', 365), { not: did('purchase', 90) }] },
  },
  {
    name: 'Repeat buyers',
    text: 'Bought at least twice in the last 180 days.',
    events: ['purchase'],
    rules: { all: [did('purchase', 180, 2)] },
  },
  {
    name: 'Cart abandoners',
    text: 'Put something in the cart in the last 14 days and did not buy.',
    events: ['add_to_cart', 'purchase'],
    rules: { all: [did('add_to_cart', 14), { not: did('purchase', 14) }] },
  },
];

/** The starting points that the loaded data can answer. */
export function templatesFor(model: Model | undefined): Template[] {
  return all.filter((template) => model && template.events.every((event) => model.events.includes(event)));
}
