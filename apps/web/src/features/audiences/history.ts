/* Undo and redo, fifty steps. */

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
}

export const maxSteps = 50;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

export function record<T>(history: History<T>, now: T): History<T> {
  if (now === history.now) return history;
  return { past: [...history.past, history.now].slice(-maxSteps), now, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future };
}
