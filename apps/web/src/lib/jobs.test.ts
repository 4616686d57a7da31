import { describe, expect, it } from 'vitest';
import { job, me, ownJob, receipt } from '@/test/fixtures';
import { isMoving, jobStates, mayChange, platformName, stateWords, sumOfTerms, terms } from './jobs';
import { allowed, can } from './permissions';

describe('states of a push', () => {
  it.each([
    ['waiting_for_approval', 'Waiting for approval', 'quiet'],
    ['running', 'Syncing 62%', 'moving'],
    ['waiting_for_platform', 'Waiting for Google Ads', 'moving'],
    ['done', 'Synced', 'good'],
    ['partly_done', 'Partly synced', 'warning'],
    ['failed', 'Failed', 'bad'],
    ['voided', 'No longer valid', 'quiet'],
  ] as const)('%s is “%s”', (state, word, tone) => {
    expect(stateWords({ ...job, state, done: 7740, total: 12_480 })).toEqual({ word, tone });
  });

  it('has a word for each, and knows which move', () => {
    expect(jobStates.map((state) => stateWords({ ...job, state }).word)).toHaveLength(11);
    expect(jobStates.filter(isMoving)).toEqual(['queued', 'running', 'waiting_for_platform']);
    expect(jobStates.filter(mayChange)).toEqual([
      'waiting_for_approval',
      'queued',
      'running',
      'waiting_for_platform',
      'paused',
    ]);
    expect(stateWords({ ...job, state: 'running', total: null }).word).toBe('Syncing');
    expect([platformName('google_ads'), platformName('other')]).toEqual(['Google Ads', 'other']);
  });

  it('has nine terms that sum to the audience', () => {
    expect(terms).toHaveLength(9);
    expect(sumOfTerms(receipt)).toBe(receipt.audience);
  });
});

describe('permissions', () => {
  it('shows what is in can, disabled with the reason of the act', () => {
    expect(can(me, 'audit_list')).toBe(true);
    expect(allowed(me, ownJob.acts, 'activation_approve')).toEqual({
      shown: true,
      allowed: false,
      reason: 'You asked for this push.',
    });
    expect(allowed(me, ownJob.acts, 'activation_cancel').allowed).toBe(true);
    expect(allowed(me, ownJob.acts, 'activation_retry').shown).toBe(false);
    expect(allowed({ ...me, can: [] }, ownJob.acts, 'activation_cancel').shown).toBe(false);
  });
});
