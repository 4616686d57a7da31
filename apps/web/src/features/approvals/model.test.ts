import { describe, expect, it } from 'vitest';
import { waitingJob } from '@/test/fixtures';
import { expectedAddsUp, fatesOf, tabOf } from './model';

describe('a request', () => {
  it('accounts for everybody', () => {
    expect(fatesOf(waitingJob).map((fate) => fate.count)).toEqual([5885, 4000, 624, 1450, 500, 21]);
    expect(expectedAddsUp(waitingJob)).toBe(true);
    expect(expectedAddsUp({ expected: waitingJob.expected && { ...waitingJob.expected, sends: 1 } })).toBe(
      false,
    );
    expect(fatesOf({ expected: null })).toEqual([]);
  });

  it.each([
    ['audit', ['waiting', 'decided', 'audit'], 'audit'],
    [undefined, ['waiting', 'decided'], 'waiting'],
    ['waiting', ['audit'], 'audit'],
    ['nonsense', ['waiting'], 'waiting'],
    ['waiting', [], null],
  ] as const)('tab %s of %j is %s', (text, open, tab) => {
    expect(tabOf(text, open)).toBe(tab);
  });
});
