import { expect, it } from 'vitest';
import { begin, maxSteps, record, redo, undo } from './history';

it('goes back and forth', () => {
  const three = record(record(begin(1), 2), 3);
  expect(undo(three).now).toBe(2);
  expect(undo(undo(three)).now).toBe(1);
  expect(redo(undo(three))).toEqual(three);
});

it('forgets what was undone once something new is done', () => {
  const branch = record(undo(record(begin(1), 2)), 9);
  expect(redo(branch)).toBe(branch);
  expect(branch).toEqual({ past: [1], now: 9, future: [] });
});

it('has ends, and at most fifty steps', () => {
  const start = begin(0);
  expect(undo(start)).toBe(start);
  expect(record(start, 0)).toBe(start);
  let long = start;
  for (let step = 1; step <= 80; step++) long = record(long, step);
  expect(long.past).toHaveLength(maxSteps);
  for (let step = 0; step < 80; step++) long = undo(long);
  expect(long.now).toBe(30);
});
