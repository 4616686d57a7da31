import type { Model } from '@truffle/types/api';

/* "@" in the question box offers the names of the model. */

export interface Completion {
  name: string;
  label: string;
  kind: 'Metric' | 'Breakdown';
}

export interface Mention {
  /** Where the "@" stands. */
  from: number;
  typed: string;
}

/** The "@…" that the cursor stands behind, if it does. */
export function mentionAt(text: string, cursor: number): Mention | null {
  const found = /(?:^|[\s(,])@([^\s@]{0,40})$/.exec(text.slice(0, cursor));
  if (!found) return null;
  const typed = found[1] ?? '';
  return { from: cursor - typed.length - 1, typed };
}

export function completions(model: Model | undefined, typed: string): Completion[] {
  if (!model) return [];
  const wanted = typed.toLowerCase().replaceAll('_', ' ');
  const all: Completion[] = [
    ...model.metrics.map(({ name, label }) => ({ name, label, kind: 'Metric' as const })),
    ...model.dimensions.map(({ name, label }) => ({ name, label, kind: 'Breakdown' as const })),
  ];
  const begins = (one: Completion): boolean => one.label.toLowerCase().startsWith(wanted);
  const holds = (one: Completion): boolean =>
    one.label.toLowerCase().includes(wanted) || one.name.replaceAll('_', ' ').includes(wanted);
  const found = all.filter(holds);
  return [...found.filter(begins), ...found.filter((one) => !begins(one))].slice(0, 8);
}

export function complete(
  text: string,
  cursor: number,
  mention: Mention,
  label: string,
): { text: string; cursor: number } {
  const after = text.slice(cursor);
  const words = `${label.toLowerCase()}${after.startsWith(' ') ? '' : ' '}`;
  return { text: text.slice(0, mention.from) + words + after, cursor: mention.from + words.length };
}
