import type { Answer, Conversation, Correction, Cost, Plan, PlannerOption } from '@truffle/types/api';

/** What a question became, whatever its kind: members of the other kinds are absent. */
export interface Asked {
  kind: 'plan' | 'clarify' | 'refuse';
  plan?: Plan | null;
  reading?: string | null;
  confidence?: number | null;
  answer?: Answer | null;
  /** It wasn't run: it would read so much. */
  estimate?: Cost | null;
  /** Misspelt words, and what they were read as. */
  corrected?: Correction[] | null;
  about?: string | null;
  term?: string | null;
  question?: string | null;
  options?: PlannerOption[] | null;
  reason?: string | null;
  message?: string | null;
  suggest?: string[] | null;
  /** With as many turns as there are now; without their history. */
  conversation?: Conversation | null;
}
