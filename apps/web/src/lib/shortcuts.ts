import { useEffect, useSyncExternalStore } from 'react';

export interface Shortcut {
  keys: string; // "n", "g o", "?", "Ctrl k": with Ctrl or the command key, also while typing
  label: string;
  run: () => void;
}

/* What is listening now, in the order it came; the list behind "?" reads the same set. */
let active: Shortcut[][] = [];
const watchers = new Set<() => void>();

function set(next: Shortcut[][]): void {
  active = next;
  for (const watch of watchers) watch();
}

export function useActiveShortcuts(): Shortcut[][] {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => active,
  );
}

/** Registers keys while the component is there; what came last wins. */
export function useShortcuts(list: Shortcut[]): void {
  useEffect(() => {
    set([...active, list]);
    return () => {
      set(active.filter((one) => one !== list));
    };
  }, [list]);
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

const dialogs = '[role="dialog"], [role="menu"], [role="listbox"]';
const leader = 'g';
let waitingSince = 0;

function onKeyDown(event: KeyboardEvent): void {
  const held = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || event.altKey || (!held && isTyping(event.target))) return;
  if (document.querySelector(dialogs)) return;
  const led = Date.now() - waitingSince < 1200;
  waitingSince = event.key === leader && !led && !held ? Date.now() : 0;
  const pressed = held ? `Ctrl ${event.key}` : led ? `${leader} ${event.key}` : event.key;
  const found = active
    .toReversed()
    .flat()
    .find((one) => one.keys === pressed);
  if (!found) return;
  event.preventDefault();
  found.run();
}

export function listenForShortcuts(): () => void {
  document.addEventListener('keydown', onKeyDown);
  return () => {
    document.removeEventListener('keydown', onKeyDown);
  };
}
