import { describe, expect, it } from 'vitest';
import { checkSettings, startSettings, toPush } from './model';

describe('settings of a push', () => {
  it.each([
    [{}, []],
    [{ list_name: 'x' }, []],
    [{ list_name: 'x', membership_days: '541' }, ['membership_days']],
    [{ list_name: 'x', membership_days: '1.5' }, ['membership_days']],
    [{ list_name: 'x', membership_days: '' }, ['membership_days']],
    [{ list_name: 'x', holdout_pct: '51' }, ['holdout_pct']],
    [{ list_name: 'x', holdout_pct: '2.5' }, []],
    [{ list_name: ' ', holdout_pct: 'x', membership_days: '0' }, ['membership_days', 'holdout_pct']],
  ])('%j has problems with %j', (change, fields) => {
    expect(Object.keys(checkSettings({ ...startSettings, ...change }))).toEqual(fields);
  });

  it('become numbers when they are sent', () => {
    expect(
      toPush('acc_1', {
        list_name: ' Lapsed ',
        membership_days: '540',
        holdout_pct: '5',
        schedule: '',
        drift_pct: '10',
        note: ' ',
      }),
    ).toEqual({
      account: 'acc_1',
      list_name: 'Lapsed',
      membership_days: 540,
      holdout_pct: 5,
      note: null,
    });
  });

  it('leave the name to the list or the audience when none is written', () => {
    expect(toPush('acc_1', { ...startSettings, list_name: ' ' }).list_name).toBeNull();
  });
});
