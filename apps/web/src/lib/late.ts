import { useSyncExternalStore } from 'react';

/** A module that is on its way: gives a hook that has it once it is there, and throws when it could not be loaded.
 * Not React's `lazy`: once a fallback was shown, React holds back what takes its place for up to 300 ms. */
export function lateModule<T extends object>(coming: Promise<T>): () => T | null {
  let known: { module: T } | { error: unknown } | null = null;
  const watchers = new Set<() => void>();
  const settle = (now: { module: T } | { error: unknown }): void => {
    known = now;
    for (const watch of watchers) watch();
  };
  coming.then(
    (module) => {
      settle({ module });
    },
    (error: unknown) => {
      settle({ error });
    },
  );
  const subscribe = (watch: () => void): (() => void) => {
    watchers.add(watch);
    return () => watchers.delete(watch);
  };
  return function useLate() {
    const now = useSyncExternalStore(subscribe, () => known);
    if (now === null) return null;
    if ('error' in now) throw now.error;
    return now.module;
  };
}
