import type { Cond } from '@truffle/types/api';
import { describe, expect, it } from 'vitest';
import { rules } from '@/test/fixtures';
import {
  append,
  asRoot,
  at,
  canonical,
  changesBetween,
  complete,
  countNodes,
  countsByPath,
  depth,
  duplicate,
  groupOf,
  insert,
  makeGroup,
  maxDepth,
  missing,
  move,
  negate,
  negation,
  pointerOf,
  remove,
  replace,
  sameRules,
  setGroup,
} from './model';

const leaf = (name: string): Cond => ({ field: name, op: 'eq', value: 'x' });
const a = leaf('a');
const b = leaf('b');
const c = leaf('c');
const d = leaf('d');
const tree: Cond = { all: [a, { not: { any: [b, c] } }, { not: d }] };

describe('groups and negation', () => {
  it('sees a not as a property of what it stands around', () => {
    expect(negation({ not: a })).toEqual({ negated: true, inner: a });
    expect(negate(a, true)).toEqual({ not: a });
    expect(negate({ not: a }, true)).toEqual({ not: a });
    expect(negate({ not: a }, false)).toEqual(a);
  });

  it('reads and makes groups', () => {
    const group = groupOf({ not: { any: [b, c] } });
    expect(group).toEqual({ kind: 'any', negated: true, children: [b, c] });
    expect(group && makeGroup(group)).toEqual({ not: { any: [b, c] } });
    expect(groupOf(a)).toBeNull();
  });

  it('always has a group at the root', () => {
    expect(asRoot(null)).toEqual({ all: [] });
    expect(asRoot(a)).toEqual({ all: [a] });
    expect(asRoot(tree)).toBe(tree);
  });
});

describe('places', () => {
  it.each<[number[], Cond | null]>([
    [[], tree],
    [[0], a],
    [[1, 0], b],
    [[2], { not: d }],
    [[7], null],
    [[0, 0], null],
  ])('at %j', (path, node) => {
    expect(at(tree, path)).toEqual(node);
  });

  it.each([
    [[], ''],
    [[0], '/all/0'],
    [[1], '/all/1'],
    [[1, 1], '/all/1/not/any/1'],
    [[2], '/all/2'],
  ])('the pointer of %j is %s', (path, pointer) => {
    expect(pointerOf(tree, path)).toBe(pointer);
  });

  it('has pointers through a root that is negated', () => {
    expect(pointerOf({ not: { any: [a, b] } }, [1])).toBe('/not/any/1');
  });
});

describe('editing', () => {
  it.each<[string, Cond, Cond]>([
    ['replaces', replace(tree, [1, 0], d), { all: [a, { not: { any: [d, c] } }, { not: d }] }],
    ['replaces the root', replace(tree, [], { any: [a] }), { any: [a] }],
    ['removes', remove(tree, [1, 1]), { all: [a, { not: { any: [b] } }, { not: d }] }],
    ['empties', remove(tree, []), { all: [] }],
    ['inserts', insert(tree, [1], 1, d), { all: [a, { not: { any: [b, d, c] } }, { not: d }] }],
    ['appends', append(tree, [], b), { all: [a, { not: { any: [b, c] } }, { not: d }, b] }],
    ['duplicates', duplicate(tree, [0]), { all: [a, a, { not: { any: [b, c] } }, { not: d }] }],
    ['changes a group', setGroup(tree, [1], 'all', false), { all: [a, { all: [b, c] }, { not: d }] }],
    ['leaves a condition alone when asked for a group', setGroup(tree, [0], 'any', true), tree],
    ['leaves the tree alone when there is no such place', duplicate(tree, [9]), tree],
  ])('%s', (_, result, expected) => {
    expect(result).toEqual(expected);
  });

  it('changes nothing that it was given', () => {
    const before = canonical(tree);
    replace(tree, [1, 0], d);
    remove(tree, [0]);
    move(tree, [0], 1);
    expect(canonical(tree)).toBe(before);
  });

  it('doubles deeply, so that the copy is its own', () => {
    const doubled = duplicate({ all: [{ did: { event: 'purchase' } }] }, [0]);
    const [one, two] = groupOf(doubled)?.children ?? [];
    expect(one).toEqual(two);
    expect(one).not.toBe(two);
  });
});

describe('moving', () => {
  it.each<[string, Cond, number[], -1 | 1, Cond, number[]]>([
    ['past a neighbour', { all: [a, b] }, [0], 1, { all: [b, a] }, [1]],
    ['before a neighbour', { all: [a, b] }, [1], -1, { all: [b, a] }, [0]],
    ['into the group below', { all: [a, { any: [b] }] }, [0], 1, { all: [{ any: [a, b] }] }, [0, 0]],
    ['into the group above', { all: [{ any: [b] }, a] }, [1], -1, { all: [{ any: [b, a] }] }, [0, 1]],
    [
      'out of a group, downwards',
      { all: [{ any: [a, b] }, c] },
      [0, 1],
      1,
      { all: [{ any: [a] }, b, c] },
      [1],
    ],
    [
      'out of a group, upwards',
      { all: [c, { any: [a, b] }] },
      [1, 0],
      -1,
      { all: [c, a, { any: [b] }] },
      [1],
    ],
    ['with its not', { all: [{ not: a }, b] }, [0], 1, { all: [b, { not: a }] }, [1]],
  ])('%s', (_, before, path, step, after, place) => {
    expect(move(before, path, step)).toEqual({ tree: after, path: place });
  });

  it.each<[Cond, number[], -1 | 1]>([
    [{ all: [a] }, [0], 1],
    [{ all: [a] }, [0], -1],
    [{ all: [a] }, [], 1],
    [{ all: [a] }, [5], 1],
  ])('has no place to go: %j %j %j', (before, path, step) => {
    expect(move(before, path, step)).toBeNull();
  });

  it('comes back the way it went', () => {
    const there = move(tree, [0], 1);
    const back = there && move(there.tree, there.path, -1);
    expect(back?.tree).toEqual(tree);
  });

  it('stays out of a group that would become too deep', () => {
    let deep: Cond = { any: [b] };
    while (depth({ all: [deep] }) < maxDepth) deep = { any: [deep] };
    const group: Cond = { any: [c] };
    const moved = move({ all: [group, deep] }, [0], 1);
    expect(moved && depth(moved.tree)).toBeLessThanOrEqual(maxDepth);
  });
});

describe('measuring', () => {
  it.each<[Cond, number, number]>([
    [a, 1, 1],
    [{ all: [] }, 1, 1],
    [{ all: [a, b] }, 3, 2],
    [tree, 8, 4],
    [{ did: { event: 'purchase', where: { all: [a, b] } } }, 4, 3],
    [{ metric: 'orders', op: 'gt', value: 1, where: a }, 2, 2],
  ])('%j has %i nodes, %i deep', (node, nodes, levels) => {
    expect(countNodes(node)).toBe(nodes);
    expect(depth(node)).toBe(levels);
  });
});

describe('what is missing', () => {
  it.each<[Cond, string | null]>([
    [a, null],
    [{ field: '', op: 'eq', value: 'x' }, 'Choose an attribute.'],
    [{ field: 'a', op: 'eq', value: '' }, 'Choose a value.'],
    [{ field: 'a', op: 'eq' }, 'Choose a value.'],
    [{ field: 'a', op: 'eq', value: 0 }, null],
    [{ field: 'a', op: 'eq', value: false }, null],
    [{ field: 'a', op: 'in', values: [] }, 'Choose at least one value.'],
    [{ field: 'a', op: 'between', values: ['1', ''] }, 'Write both ends.'],
    [{ field: 'a', op: 'between', values: [1, 2] }, null],
    [{ field: 'a', op: 'is_null' }, null],
    [{ did: { event: '' } }, 'Choose an event.'],
    [{ did: { event: 'purchase' } }, null],
    [{ not: { did: { event: 'purchase', times: 0 } } }, 'At least once.'],
    [{ did: { event: 'purchase', time: { from: '2026-01-01', to: '' } } }, 'Choose both days.'],
    [
      { did: { event: 'purchase', time: { from: '2026-02-01', to: '2026-01-01' } } },
      'The first day comes before the last.',
    ],
    [{ did: { event: 'purchase', time: { relative: { unit: 'day', last: 3 } } } }, null],
    [{ did: { event: 'purchase', where: { field: 'x', op: 'eq', value: '' } } }, 'Choose a value.'],
    [
      { did: { event: 'purchase', where: { all: [a, { field: 'x', op: 'in', values: [] }] } } },
      'Choose at least one value.',
    ],
    [{ metric: '', op: 'gt', value: 1 }, 'Choose a metric.'],
    [{ metric: 'orders', op: 'gt', value: Number.NaN }, 'Write a number.'],
    [{ metric: 'orders', op: 'gt', value: 0 }, null],
    [{ audience: 'aud_1', version: 3 }, null],
  ])('in %j: %s', (node, words) => {
    expect(missing(node)).toBe(words);
  });
});

describe('what can be counted', () => {
  const gap: Cond = { field: 'a', op: 'eq', value: '' };

  it('leaves unfinished conditions and empty groups out', () => {
    const done = complete({ all: [gap, a, { any: [gap] }, { not: { any: [gap, b] } }] });
    expect(done.rules).toEqual({ all: [a, { not: { any: [b] } }] });
    expect([...done.missing]).toEqual([
      ['0', 'Choose a value.'],
      ['2.0', 'Choose a value.'],
      ['3.0', 'Choose a value.'],
    ]);
  });

  it('is nothing when nothing is finished', () => {
    expect(complete({ all: [] }).rules).toBeNull();
    expect(complete({ all: [{ any: [gap] }] }).rules).toBeNull();
  });

  it('remembers where what is left stands in the editor', () => {
    const done = complete({ all: [gap, a, { not: { any: [gap, b] } }, { not: d }] });
    expect([...done.paths]).toEqual([
      ['', ''],
      ['/all/0', '1'],
      ['/all/1', '2'],
      ['/all/1/not/any/0', '2.1'],
      ['/all/2', '3'],
    ]);
    const counts = countsByPath(
      [
        { pointer: '', kept: 1, dropped: 2 },
        { pointer: '/all/1/not/any/0', kept: 3, dropped: 4 },
        { pointer: '/all/1/not', kept: 5, dropped: 6 },
      ],
      done.paths,
    );
    expect([...counts.keys()]).toEqual(['', '2.1']);
    expect(counts.get('2.1')?.kept).toBe(3);
  });

  it('keeps a tree that is whole as it is, and its pointers', () => {
    const done = complete(tree);
    expect(done.rules).toEqual(tree);
    expect(done.missing.size).toBe(0);
    for (const [pointer, path] of done.paths) {
      expect(pointerOf(tree, path === '' ? [] : path.split('.').map(Number))).toBe(pointer);
    }
  });
});

describe('comparing', () => {
  it('does not mind the order of names or what is absent', () => {
    expect(
      sameRules({ field: 'a', op: 'eq', value: 1 }, { value: 1, op: 'eq', field: 'a', values: null }),
    ).toBe(true);
    expect(sameRules({ all: [a, b] }, { all: [b, a] })).toBe(false);
    expect(sameRules(null, null)).toBe(true);
  });

  it.each<[string, Cond | null, Cond | null, string[]]>([
    ['nothing', rules, rules, []],
    ['a moved condition', { all: [a, b] }, { all: [b, a] }, []],
    ['one came', { all: [a] }, { all: [a, b] }, ['added b']],
    ['one went', { all: [a, b] }, { all: [b] }, ['removed a']],
    ['one changed', { all: [a] }, { all: [c] }, ['added c', 'removed a']],
    ['a twin came', { all: [a] }, { all: [a, a] }, ['added a']],
    ['from nothing', null, { all: [a] }, ['added a']],
  ])('%s', (_, before, after, expected) => {
    const changes = changesBetween(before, after).map(
      ({ kind, node }) => `${kind} ${'field' in node ? node.field : '?'}`,
    );
    expect(changes).toEqual(expected);
  });
});
