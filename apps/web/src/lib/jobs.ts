import type { Job, Receipt } from '@truffle/types/api';
import type { JobState } from '@/lib/contract';

/* What the states of a push are called on the screen, and which of them still move. */

export type Tone = 'quiet' | 'moving' | 'good' | 'warning' | 'bad';

export interface StateWords {
  word: string;
  tone: Tone;
}

const platformNames: Record<string, string> = {
  google_ads: 'Google Ads',
  meta: 'Meta',
  tiktok: 'TikTok',
  sandbox: 'Sandbox',
};

export function platformName(platform: string): string {
  return platformNames[platform.replaceAll('-', '_')] ?? platform;
}

export function stateWords(job: Pick<Job, 'state' | 'done' | 'total' | 'cause' | 'platform'>): StateWords {
  switch (job.state) {
    case 'waiting_for_approval':
      return { word: 'Waiting for approval', tone: 'quiet' };
    case 'queued':
      return { word: 'Queued', tone: 'quiet' };
    case 'paused':
      return { word: 'Paused', tone: 'quiet' };
    case 'running':
      return {
        word: job.total ? `Syncing ${Math.floor((job.done / job.total) * 100)}%` : 'Syncing',
        tone: 'moving',
      };
    case 'waiting_for_platform':
      return { word: `Waiting for ${platformName(job.platform)}`, tone: 'moving' };
    case 'done':
      return { word: 'Synced', tone: 'good' };
    case 'partly_done':
      return { word: 'Partly synced', tone: 'warning' };
    case 'failed':
      return { word: 'Failed', tone: 'bad' };
    case 'rejected':
      return { word: 'Rejected', tone: 'quiet' };
    case 'voided':
      return { word: 'No longer valid', tone: 'quiet' };
    case 'cancelled':
      return { word: 'Cancelled', tone: 'quiet' };
  }
}

export const jobStates: readonly JobState[] = [
  'waiting_for_approval',
  'queued',
  'running',
  'waiting_for_platform',
  'paused',
  'done',
  'partly_done',
  'failed',
  'rejected',
  'voided',
  'cancelled',
];

const movingStates: readonly JobState[] = ['queued', 'running', 'waiting_for_platform'];

export function isMoving(state: JobState): boolean {
  return movingStates.includes(state);
}

/** Not ended: it moves by itself, or a person's decision moves it. */
export function mayChange(state: JobState): boolean {
  return isMoving(state) || state === 'waiting_for_approval' || state === 'paused';
}

export const terms = [
  { key: 'sent', label: 'Sent' },
  { key: 'already_there', label: 'Already on the list' },
  { key: 'held_out', label: 'Held out' },
  { key: 'no_consent', label: 'No consent' },
  { key: 'no_identifier', label: 'No usable identifier' },
  { key: 'duplicate', label: 'Duplicate' },
  { key: 'rejected', label: 'Rejected' },
  { key: 'failed', label: 'Failed' },
  { key: 'not_sent', label: 'Not sent' },
] as const;

export function sumOfTerms(receipt: Receipt): number {
  return terms.reduce((sum, term) => sum + receipt[term.key], 0);
}
