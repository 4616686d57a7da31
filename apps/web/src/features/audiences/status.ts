import type { Audience } from '@truffle/types/api';
import type { StatusTone } from '@truffle/ui/StatusBadge';

const words: Record<Audience['status'], { tone: StatusTone; children: string }> = {
  draft: { tone: 'quiet', children: 'Draft' },
  ready: { tone: 'good', children: 'Ready' },
  archived: { tone: 'off', children: 'Archived' },
};

export function statusWords(status: Audience['status']): { tone: StatusTone; children: string } {
  return words[status];
}
