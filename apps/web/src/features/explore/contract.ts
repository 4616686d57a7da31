import type { Answer, Cell, Envelope, Plan, PlannerOption, SqlAnswer } from '@truffle/types/api';

/* What the server says of questions, conversations and saved things. */

export interface AskBody {
  question?: string;
  plan?: Plan;
  /** An id, or a name of our own for one that is to be made. */
  conversation?: string;
  /** The turn in whose place this one is asked. */
  replaces?: number;
}

/** What a question became. Members that don't belong to its kind are absent. */
export interface Asked {
  kind: 'plan' | 'clarify' | 'refuse';
  plan?: Plan | null;
  reading?: string | null;
  confidence?: number | null;
  answer?: Answer | null;
  /** Made from the rows by code. */
  sentence?: string | null;
  about?: string | null;
  term?: string | null;
  question?: string | null;
  options?: PlannerOption[] | null;
  reason?: string | null;
  message?: string | null;
  suggest?: string[] | null;
  conversation?: { id: string; title: string } | null;
  turn?: number | null;
}

export interface Turn {
  number: number;
  question: string | null;
  kind: string;
  envelope: Envelope;
  data_version: string | null;
  created_at: string;
}

export interface ConversationItem {
  id: string;
  title: string;
  pinned: boolean;
  shared: boolean;
  is_mine: boolean;
  owner_name: string;
  turns: number;
  created_at: string;
  updated_at: string;
}

export interface Conversation extends ConversationItem {
  history: Turn[];
}

export interface Artifact {
  id: string;
  name: string;
  kind: 'plan' | 'sql';
  plan: Plan | null;
  sql: string | null;
  shared: boolean;
  is_mine: boolean;
  owner_name: string;
  created_at: string;
  updated_at: string;
}

interface ListQuery {
  q?: string | null;
  limit?: number | null;
  cursor?: string | null;
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

type Id = { path: { id: string } };

declare module '@truffle/types/api' {
  interface Operations {
    'GET /api/conversations': { query: ListQuery; result: Page<ConversationItem> };
    'GET /api/conversations/{id}': Id & { result: Conversation };
    'PATCH /api/conversations/{id}': Id & {
      body: { title?: string; pinned?: boolean; shared?: boolean };
      result: ConversationItem;
    };
    'DELETE /api/conversations/{id}': Id & { result: null };
    'GET /api/artifacts': { query: ListQuery; result: Page<Artifact> };
    'POST /api/artifacts': {
      body: { name: string; kind: 'plan' | 'sql'; plan?: Plan; sql?: string };
      result: Artifact;
    };
    'GET /api/artifacts/{id}': Id & { result: Artifact };
    'PATCH /api/artifacts/{id}': Id & { body: { name?: string; shared?: boolean }; result: Artifact };
    'DELETE /api/artifacts/{id}': Id & { result: null };
  }
}

/** Rows with the names of their columns, of an answer or of a statement. */
export type Rows = { columns: readonly { name: string }[]; rows: Cell[][] };
export type { Answer, Plan, SqlAnswer };
