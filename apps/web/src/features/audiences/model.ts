import type { Cond, Did, RuleCount, Scalar, Time } from '@truffle/types/api';
import { asNumber } from '@/lib/format';

/*
 * The rule tree as the editor sees it. A node is reached by the indexes of its ancestors' lists ("0.2"); a `not` around a
 * node is a property of that node, so turning it on or off never moves anything. Nothing here changes what it is given.
 */

export type Path = readonly number[];
export type GroupKind = 'all' | 'any';

export interface Group {
  kind: GroupKind;
  negated: boolean;
  children: Cond[];
}

export const maxNodes = 100;
export const maxDepth = 8;

export function negation(node: Cond): { negated: boolean; inner: Cond } {
  return 'not' in node ? { negated: true, inner: node.not } : { negated: false, inner: node };
}

export function negate(node: Cond, on: boolean): Cond {
  const { inner } = negation(node);
  return on ? { not: inner } : inner;
}

export function groupOf(node: Cond): Group | null {
  const { negated, inner } = negation(node);
  if ('all' in inner) return { kind: 'all', negated, children: inner.all };
  if ('any' in inner) return { kind: 'any', negated, children: inner.any };
  return null;
}

export function makeGroup({ kind, negated, children }: Group): Cond {
  const inner: Cond = kind === 'all' ? { all: children } : { any: children };
  return negated ? { not: inner } : inner;
}

/** The editor's root is always a group. */
export function asRoot(rules: Cond | null): Cond {
  if (rules === null) return { all: [] };
  return groupOf(rules) ? rules : { all: [rules] };
}

/* --- reaching --- */

export function at(tree: Cond, path: Path): Cond | null {
  const [index, ...rest] = path;
  if (index === undefined) return tree;
  const child = groupOf(tree)?.children[index];
  return child ? at(child, rest) : null;
}

/** The JSON pointer of a node in the tree that goes to the server: `/all/0/not/any/1`. */
export function pointerOf(tree: Cond, path: Path): string {
  const [index, ...rest] = path;
  const group = groupOf(tree);
  if (index === undefined || !group) return '';
  const child = group.children[index];
  const here = `${group.negated ? '/not' : ''}/${group.kind}/${index}`;
  return child ? here + pointerOf(child, rest) : here;
}

function inGroup(tree: Cond, path: Path, change: (children: Cond[]) => Cond[]): Cond {
  const group = groupOf(tree);
  if (!group) return tree;
  const [index, ...rest] = path;
  if (index === undefined) return makeGroup({ ...group, children: change(group.children) });
  const children = group.children.map((child, position) =>
    position === index ? inGroup(child, rest, change) : child,
  );
  return makeGroup({ ...group, children });
}

export function replace(tree: Cond, path: Path, node: Cond): Cond {
  const index = path.at(-1);
  if (index === undefined) return node;
  return inGroup(tree, path.slice(0, -1), (children) =>
    children.map((child, position) => (position === index ? node : child)),
  );
}

export function remove(tree: Cond, path: Path): Cond {
  const index = path.at(-1);
  if (index === undefined) return { all: [] };
  return inGroup(tree, path.slice(0, -1), (children) => children.filter((_, position) => position !== index));
}

export function insert(tree: Cond, group: Path, index: number, node: Cond): Cond {
  return inGroup(tree, group, (children) => children.toSpliced(index, 0, node));
}

export function append(tree: Cond, group: Path, node: Cond): Cond {
  return inGroup(tree, group, (children) => [...children, node]);
}

export function duplicate(tree: Cond, path: Path): Cond {
  const node = at(tree, path);
  const index = path.at(-1);
  if (!node || index === undefined) return tree;
  return insert(tree, path.slice(0, -1), index + 1, structuredClone(node));
}

export function setGroup(tree: Cond, path: Path, kind: GroupKind, negated: boolean): Cond {
  const node = at(tree, path);
  const group = node && groupOf(node);
  return group ? replace(tree, path, makeGroup({ ...group, kind, negated })) : tree;
}

export interface Moved {
  tree: Cond;
  path: Path;
}

/**
 * One place up or down. At the edge of its group a node leaves it, and a group that stands next to it is entered, so that
 * every place of the tree can be reached with two keys. Null when there is no place to go.
 */
export function move(tree: Cond, path: Path, step: -1 | 1): Moved | null {
  const node = at(tree, path);
  const index = path.at(-1);
  if (!node || index === undefined) return null;
  const parent = path.slice(0, -1);
  const siblings = groupAt(tree, parent)?.children ?? [];
  const target = index + step;
  if (target < 0 || target >= siblings.length) return leave(tree, path, node, step);
  const neighbour = siblings[target];
  const inside = neighbour && groupOf(neighbour);
  const without = remove(tree, path);
  if (inside) {
    const group = [...parent, step === 1 ? target - 1 : target];
    const place = step === 1 ? 0 : inside.children.length;
    const tried = insert(without, group, place, node);
    if (depth(tried) <= maxDepth) return { tree: tried, path: [...group, place] };
  }
  return { tree: insert(without, parent, target, node), path: [...parent, target] };
}

function leave(tree: Cond, path: Path, node: Cond, step: -1 | 1): Moved | null {
  const parent = path.slice(0, -1);
  const position = parent.at(-1);
  if (position === undefined) return null;
  const outer = parent.slice(0, -1);
  const place = step === 1 ? position + 1 : position;
  return { tree: insert(remove(tree, path), outer, place, node), path: [...outer, place] };
}

function groupAt(tree: Cond, path: Path): Group | null {
  const node = at(tree, path);
  return node ? groupOf(node) : null;
}

/* --- measuring --- */

export function countNodes(node: Cond): number {
  if ('not' in node) return 1 + countNodes(node.not);
  const group = groupOf(node);
  if (group) return 1 + group.children.reduce((sum, child) => sum + countNodes(child), 0);
  const where = whereOf(node);
  return 1 + (where ? countNodes(where) : 0);
}

export function depth(node: Cond): number {
  if ('not' in node) return 1 + depth(node.not);
  const group = groupOf(node);
  if (group) return 1 + Math.max(0, ...group.children.map(depth));
  const where = whereOf(node);
  return 1 + (where ? depth(where) : 0);
}

function whereOf(node: Cond): Cond | null {
  if ('did' in node) return node.did.where ?? null;
  return 'metric' in node ? (node.where ?? null) : null;
}

/* --- what is still missing --- */

const bareOps: readonly string[] = ['is_null', 'not_null'];

function missingValue(node: { op: string; value?: Scalar | null; values?: Scalar[] | null }): string | null {
  if (bareOps.includes(node.op)) return null;
  if (node.op === 'between')
    return node.values?.length === 2 && !node.values.includes('') ? null : 'Write both ends.';
  if (node.op === 'in' || node.op === 'not_in')
    return node.values && node.values.length > 0 ? null : 'Choose at least one value.';
  return node.value === undefined || node.value === null || node.value === '' ? 'Choose a value.' : null;
}

function missingDid(did: Did): string | null {
  if (did.event === '') return 'Choose an event.';
  if ((did.times ?? 1) < 1) return 'At least once.';
  return missingTime(did.time) ?? (did.where ? missingIn(did.where) : null);
}

function missingTime(time: Time | null | undefined): string | null {
  if (!time) return null;
  const { from, to } = time;
  if ((from ?? to) === undefined || (from === null && to === null)) return null;
  if (!from || !to) return 'Choose both days.';
  return from > to ? 'The first day comes before the last.' : null;
}

function missingIn(where: Cond): string | null {
  const group = groupOf(where);
  if (!group) return missing(where);
  for (const child of group.children) {
    const found = missingIn(child);
    if (found !== null) return found;
  }
  return null;
}

/** Why a condition can't be counted yet, in the words that stand beside it. */
export function missing(node: Cond): string | null {
  const { inner } = negation(node);
  if ('did' in inner) return missingDid(inner.did);
  if ('metric' in inner)
    return inner.metric === ''
      ? 'Choose a metric.'
      : asNumber(inner.value) !== null
        ? missingTime(inner.time)
        : 'Write a number.';
  if ('field' in inner) return inner.field === '' ? 'Choose an attribute.' : missingValue(inner);
  return null;
}

export interface Complete {
  /** What can be counted and saved; null when nothing is left. */
  rules: Cond | null;
  /** Pointer in `rules` → path in the editor, for the counts that come back. */
  paths: Map<string, string>;
  /** Path in the editor → what is missing there. */
  missing: Map<string, string>;
}

export const pathKey = (path: Path): string => path.join('.');

/** Leaves out what isn't finished, and remembers where the rest stands in the editor. */
export function complete(tree: Cond): Complete {
  const gaps = new Map<string, string>();
  const kept = prune(tree, [], gaps);
  const paths = new Map<string, string>();
  if (kept) locate(kept, '', paths);
  return { rules: kept ? kept.node : null, paths, missing: gaps };
}

interface Kept {
  node: Cond;
  path: Path;
  children: Kept[];
}

function prune(node: Cond, path: Path, gaps: Map<string, string>): Kept | null {
  const group = groupOf(node);
  if (!group) {
    const gap = missing(node);
    if (gap === null) return { node, path, children: [] };
    gaps.set(pathKey(path), gap);
    return null;
  }
  const children = group.children
    .map((child, index) => prune(child, [...path, index], gaps))
    .filter((child) => child !== null);
  if (children.length === 0) return null;
  return { node: makeGroup({ ...group, children: children.map((child) => child.node) }), path, children };
}

function locate(kept: Kept, pointer: string, paths: Map<string, string>): void {
  paths.set(pointer, pathKey(kept.path));
  const group = groupOf(kept.node);
  if (!group) return;
  const here = `${pointer}${group.negated ? '/not' : ''}/${group.kind}`;
  kept.children.forEach((child, index) => {
    locate(child, `${here}/${index}`, paths);
  });
}

/** The counts of a preview by place in the editor. */
export function countsByPath(counts: RuleCount[], paths: Map<string, string>): Map<string, RuleCount> {
  const found = new Map<string, RuleCount>();
  for (const count of counts) {
    const path = paths.get(count.pointer === '/' ? '' : count.pointer);
    if (path !== undefined) found.set(path, count);
  }
  return found;
}

/* --- comparing --- */

export function sameRules(one: Cond | null, other: Cond | null): boolean {
  return canonical(one) === canonical(other);
}

/** JSON with sorted names and without what is absent anyway. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries<unknown>({ ...value })
    .filter(([, one]) => one !== null && one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
}

function leaves(node: Cond): Cond[] {
  const group = groupOf(node);
  return group ? group.children.flatMap(leaves) : [node];
}

export interface RuleChange {
  kind: 'added' | 'removed';
  node: Cond;
}

/** Conditions that came or went between two trees; a moved one isn't a change. */
export function changesBetween(before: Cond | null, after: Cond | null): RuleChange[] {
  const old = before ? leaves(before) : [];
  const now = after ? leaves(after) : [];
  const minus = (from: Cond[], these: Cond[]): Cond[] => {
    const left = these.map(canonical);
    return from.filter((node) => {
      const index = left.indexOf(canonical(node));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
  };
  return [
    ...minus(now, old).map((node) => ({ kind: 'added' as const, node })),
    ...minus(old, now).map((node) => ({ kind: 'removed' as const, node })),
  ];
}
