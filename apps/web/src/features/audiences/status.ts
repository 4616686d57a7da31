import type { AudienceStatus } from '@truffle/types/api';
import type { StatusTone } from '@truffle/ui/StatusBadge';

const words: Record<AudienceStatus, { tone: StatusTone; children: string }> = {
  draft: { tone: 'quiet', children: 'Draft' },
  ready: { tone: 'good', children: 'Ready' },
  archived: { tone: 'off', children: 'Archived' },
};

export function statusWords(status: AudienceStatus): { tone: StatusTone; children: string } {
  return words[status];
}
