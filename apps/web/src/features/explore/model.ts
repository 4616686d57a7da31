import type { Conversation, Envelope, Model, Plan, Turn } from '@truffle/types/api';
import type { Asked } from './contract';

/* Conversations as the page shows them. */

/** JSON with sorted names and without what says nothing: the same for plans that ask the same in other spellings. */
export function planKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(planKey).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const said = Object.entries<unknown>({ ...value })
    .filter(([, one]) => one !== null && one !== undefined && !(Array.isArray(one) && one.length === 0))
    .filter(([name, one]) => !((name === 'offset' || name === 'shift') && one === 0))
    .filter(([name, one]) => !((name === 'all' || name === 'to_date') && one === false))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${said.map(([name, one]) => `${JSON.stringify(name)}:${planKey(one)}`).join(',')}}`;
}

/** Reads what a turn became, whichever members the server leaves out. */
export function askedOf(envelope: Envelope | Asked): Asked {
  const kind = envelope.kind ?? ('plan' in envelope ? 'plan' : 'reason' in envelope ? 'refuse' : 'clarify');
  return { ...envelope, kind };
}

/** The conversation with one more turn, before the server has said so itself. */
export function withTurn(
  before: Conversation | undefined,
  asked: Asked,
  question: string | null,
  replaces: number | null,
  now: Date,
): Conversation | undefined {
  const { conversation } = asked;
  if (!conversation) return before;
  const said: Asked = { ...asked };
  delete said.answer;
  delete said.estimate;
  delete said.conversation;
  const turn: Turn = {
    number: conversation.turns,
    replaces,
    question,
    kind: asked.kind,
    envelope: envelopeOf(said),
    data_version: asked.answer?.data_version ?? '',
    created_at: now.toISOString(),
  };
  const kept = before?.history?.filter((one) => one.number !== turn.number) ?? [];
  return { ...conversation, history: [...kept, turn] };
}

function envelopeOf(value: unknown): Envelope;
function envelopeOf(value: unknown): unknown {
  return value;
}

/** Turns that were asked in the place of one another are versions of one question, at the place of the first. */
export function versionsOf(history: Turn[]): Turn[][] {
  const groups: Turn[][] = [];
  for (const turn of history) {
    const group = groups.find((one) => one.some((other) => other.number === turn.replaces));
    if (group) group.push(turn);
    else groups.push([turn]);
  }
  return groups;
}

/** The words of a version: its own, or those that it was changed from by hand. */
export function questionOf(turns: Turn[], index: number): string | null {
  return turns.slice(0, index + 1).findLast((turn) => turn.question !== null)?.question ?? null;
}

/* --- the list at the left --- */

export interface Section {
  title: 'Pinned' | 'Today' | 'Yesterday' | 'Earlier';
  items: Conversation[];
}

/** By the day of the last turn, on this person's clock. */
export function sectionsOf(items: Conversation[], now: Date): Section[] {
  const dayOf = (date: Date): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const titleOf = (item: Conversation): Section['title'] => {
    if (item.pinned) return 'Pinned';
    const gone = Math.round((dayOf(now) - dayOf(new Date(item.updated_at))) / 86_400_000);
    return gone <= 0 ? 'Today' : gone === 1 ? 'Yesterday' : 'Earlier';
  };
  const titles: readonly Section['title'][] = ['Pinned', 'Today', 'Yesterday', 'Earlier'];
  return titles
    .map((title) => ({ title, items: items.filter((item) => titleOf(item) === title) }))
    .filter(({ items: found }) => found.length > 0);
}

/* --- what can be asked --- */

export interface Example {
  shape: string;
  questions: string[];
}

/** Questions that this model answers, two for each shape: a name that it lacks is left out. */
export function examplesOf(model: Model | undefined): Example[] {
  if (!model) return [];
  const has = (name: string): boolean =>
    [...model.metrics, ...model.dimensions].some((one) => one.name === name);
  const event = (name: string): boolean => model.events.includes(name);
  const all: [shape: string, holds: boolean, question: string][] = [
    ['Figures', has('sessions'), 'Sessions last month'],
    ['Figures', has('purchase_revenue'), 'Revenue this month compared with last month'],
    ['Breakdowns', has('channel_group') && has('purchase_revenue'), 'Revenue by channel last 90 days'],
    ['Breakdowns', has('campaign') && has('purchase_revenue'), 'Top 5 campaigns by revenue last quarter'],
    ['Over time', has('sessions'), 'Sessions by week last quarter'],
    ['Over time', has('conversion_rate'), 'Conversion rate by day last month'],
    [
      'Funnels',
      event('add_to_cart') && event('purchase'),
      'Funnel from product view to cart to purchase last month',
    ],
    [
      'Funnels',
      event('add_to_cart') && has('device_category'),
      'Funnel by device: product view, cart, purchase last month',
    ],
    ['Who comes back', true, 'Weekly retention of new users'],
    ['Who comes back', true, 'Monthly retention of new users in the last 6 months'],
    ['Paths', has('page_path'), 'Where do people go after the home page'],
    ['Paths', event('add_to_cart'), 'Which pages do people visit after add to cart last month'],
  ];
  const shapes = [...new Set(all.map(([shape]) => shape))];
  return shapes
    .map((shape) => ({
      shape,
      questions: all.filter(([one, holds]) => one === shape && holds).map(([, , question]) => question),
    }))
    .filter(({ questions }) => questions.length > 0);
}

/** The metric's or dimension's name as the words that the question box takes. */
export function suggestionWords(model: Model | undefined, name: string): string {
  const found = model && [...model.metrics, ...model.dimensions].find((one) => one.name === name);
  return found ? found.label : name.replaceAll('_', ' ');
}

export function planFrom(asked: Asked): Plan | null {
  return asked.kind === 'plan' ? (asked.plan ?? null) : null;
}
