import type { Cond } from '@truffle/types/api';

/* What was typed and not saved survives a reload and a sign-in, in this tab alone. */

export interface Draft {
  name: string;
  description: string;
  rules: Cond;
  /** The version that the draft was begun from. */
  base: number | null;
}

const key = (id: string): string => `rt-audience-${id}`;

function parse(text: string): Draft;
function parse(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

export function readDraft(id: string, base: number | null): Draft | null {
  const text = window.sessionStorage.getItem(key(id));
  if (text === null) return null;
  const draft = parse(text);
  return draft.base === base ? draft : null;
}

export function writeDraft(id: string, draft: Draft): void {
  window.sessionStorage.setItem(key(id), JSON.stringify(draft));
}

export function dropDraft(id: string): void {
  window.sessionStorage.removeItem(key(id));
}
