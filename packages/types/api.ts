/* Printed by the server from its field tables (`make gen`). Not edited. */

export type Role = 'user' | 'admin' | 'superadmin';
export type Scalar = string | number | boolean;

/* --- shared --- */
export interface Key { id: string }
export interface FieldError { pointer: string; detail: string }
export interface Problem {
  type: string; title: string; status: number; code: string; detail: string;
  next_step: string | null; request_id: string | null; errors?: FieldError[];
}
export interface Act { operation: string; allowed: boolean; reason: string | null }

/* --- auth, workspace, users --- */
export interface Workspace { name: string | null; time_zone: string; currency: string; week_start: string; demo: boolean }
export interface WorkspaceChange { name?: string | null }
export interface Me {
  id: string; name: string; role: Role; approver: boolean; auditor: boolean;
  theme: 'system' | 'light' | 'dark'; workspace: Workspace; can: string[]; approvals_waiting: number;
}
export interface MeChange { theme?: 'system' | 'light' | 'dark' | null }
export interface LinkToken { token: string }
export interface User { id: string; name: string; role: Role; approver: boolean; auditor: boolean; disabled: boolean; created_at: string; last_seen_at: string | null }
export interface UserPage { items: User[]; next_cursor: string | null }

/* --- plans and answers --- */
export interface Relative { unit: 'day' | 'week' | 'month' | 'quarter' | 'year'; last?: number | null; shift?: number | null; to_date?: boolean | null }
export interface Time { from?: string | null; to?: string | null; all?: boolean | null; relative?: Relative | null; days_of_week?: number[] | null; hours?: number[] | null }
export type Op = 'eq' | 'ne' | 'in' | 'not_in' | 'contains' | 'not_contains' | 'starts_with' | 'ends_with' | 'gt' | 'gte' | 'lt' | 'lte' | 'between' | 'is_null' | 'not_null';
export interface Did { event: string; scope?: 'user' | 'session' | null; times?: number | null; where?: Cond | null; time?: Time | null }
export type Cond =
  | { all: Cond[] }
  | { any: Cond[] }
  | { not: Cond }
  | { did: Did }
  | { field: string; op: Op; value?: Scalar | null; values?: Scalar[] | null }
  | { metric: string; op: Op; value: number; time?: Time | null; where?: Cond | null }
  | { audience: string; version?: number | null };
export type Having = { all: Having[] } | { any: Having[] } | { metric: string; op: Op; value: number; of?: string | null };
export interface Dim { name: string; grain?: 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | null }
export interface Compare { to?: 'previous_period' | 'previous_year' | null; from?: string | null; until?: string | null }
export interface Order { by: string; dir?: 'asc' | 'desc' | null; value?: 'level' | 'change' | 'change_pct' | 'share' | null }
export interface Plan {
  version: 1; metrics: string[]; dimensions?: Dim[] | null; filter?: Cond | null; having?: Having | null; time?: Time | null;
  compare?: Compare | null; order?: Order[] | null; limit?: number | null; offset?: number | null; assumed?: string[] | null;
}
export interface Column { name: string; kind: 'dimension' | 'metric'; type: 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp'; label: string; format: string | null; unit: string | null; better: 'up' | 'down' | 'none' | null; description: string | null }
export type Cell = string | number | boolean | null;
export interface Answer {
  plan: Plan; plan_hash: string; reading: string; assumed: string[];
  columns: Column[]; rows: Cell[][]; truncated: boolean; sql: string; parameters: Record<string, Scalar>;
  rows_read: number; bytes_read: number; cost_usd: number; elapsed_ms: number; cached: boolean;
  data_until: string | null; data_version: string; loaded_at: string | null;
  from: string | null; to: string | null; before_from: string | null; before_to: string | null; /* the days asked for, and those compared with */
}
export interface KpiQuery { period?: string; compare?: string; f?: string[] }
export interface Kpis { answer: Answer; trend: Answer } /* one row with comparison; the same metrics by day, for the sparklines */
export interface SessionsQuery { period?: string; compare?: string; f?: string[]; by?: string; grain?: string }

/* --- the model, for pickers --- */
export interface ModelMetric { name: string; label: string; description: string | null; format: string | null; unit: string | null; better: 'up' | 'down' | 'none'; customer: boolean } /* customer: may stand in a rule tree */
export interface ModelField { name: string; label: string; description: string | null; type: string; customer: boolean; event: boolean } /* customer: a rule's `field`; event: may stand in a `where` */
export interface Model { metrics: ModelMetric[]; dimensions: ModelField[]; events: string[]; time_zone: string; week_start: string; first_day: string | null; last_day: string | null }
export interface ValuesQuery { field: string; q?: string; limit?: number }
export interface ValueCount { value: string; count: number }
export interface Values { items: ValueCount[] }

/* --- audiences --- */
export type AudienceStatus = 'draft' | 'ready' | 'archived';
export interface Audience {
  id: string; name: string; description: string | null; status: AudienceStatus; version: number | null; people: number | null;
  rules: Cond | null; words: string | null; created_by: string; created_at: string; updated_at: string; acts: Act[];
}
export interface AudiencePage { items: Audience[]; next_cursor: string | null }
export interface AudienceNew { name: string; description?: string | null; rules?: Cond | null }
export interface AudienceChange { name?: string | null; description?: string | null; rules?: Cond | null } /* new rules make a new version */
export interface AudienceVersion { version: number; rules: Cond; words: string; definition_hash: string; people: number | null; created_by: string; created_at: string; changes: string[] } /* changes: in words, against the version before */
export interface AudienceVersionPage { items: AudienceVersion[]; next_cursor: string | null }
export interface RuleCount { pointer: string; kept: number; dropped: number }
export interface AudiencePreview { rules: Cond }
export interface AudienceSize { people: number; reachable: number; consented: number; total_customers: number; counts: RuleCount[]; words: string; data_until: string | null; elapsed_ms: number; sql: string }
export interface AudienceSample { items: { customer_id: string; country: string | null; created_at: string | null }[] }

/* --- consent --- */
export type ConsentType = 'ad_user_data' | 'ad_personalization' | 'email';
export interface ConsentNew { identifier_type: 'email' | 'phone' | 'customer_id'; identifier: string; consent_type: ConsentType; state: 'granted' | 'withdrawn'; source: string; at?: string | null }
export interface Consent { id: string; identifier_type: 'email' | 'phone' | 'customer_id'; consent_type: ConsentType; state: 'granted' | 'withdrawn'; source: string; at: string; recorded_at: string; recorded_by: string }
export interface ConsentCheckQuery { customer_id: string; type: ConsentType }
export interface ConsentLookup { identifier_type: 'email' | 'phone' | 'customer_id'; identifier: string; consent_type: ConsentType }
export interface ConsentState { consent_type: ConsentType; state: 'granted' | 'withdrawn' | 'unknown'; since: string | null; history: Consent[] }

/* --- activation --- */
export interface Account { id: string; platform: string; external_id: string; name: string; sandbox: boolean; created_at: string }
export interface AccountPage { items: Account[]; next_cursor: string | null }
export interface PushNew { account: string; list_name?: string | null; holdout_pct?: number | null; membership_days?: number | null; note?: string | null }
export type JobState = 'waiting_for_approval' | 'queued' | 'running' | 'waiting_for_platform' | 'paused' | 'done' | 'partly_done' | 'failed' | 'rejected' | 'voided' | 'cancelled';
export interface Receipt {
  audience: number; sent: number; already_there: number; held_out: number; no_consent: number; no_identifier: number; duplicate: number;
  rejected: number; failed: number; not_sent: number; removed: number; refreshed: number; adds_up: boolean;
}
export interface PlatformSays { requests: number; received: number | null; failed: number | null; match_rate: string | null; list_size: number | null; status: string; reasons: { reason: string; count: number }[]; checked_at: string | null }
export interface Expected { audience: number; sends: number; removes: number; held_out: number; no_consent: number; no_identifier: number; already_there: number; duplicate: number }
export interface Job {
  id: string; number: number; audience_id: string; audience_name: string; audience_version: number; words: string; changes: string[];
  platform: string; account_id: string; account_name: string; list_name: string; list_id: string | null; holdout_pct: number; membership_days: number;
  state: JobState; cause: string | null; next_step: string | null; note: string | null;
  asked_by: string; asked_by_name: string; asked_at: string; expires_at: string;
  decided_by: string | null; decided_by_name: string | null; decided_at: string | null; decision_note: string | null;
  started_at: string | null; finished_at: string | null; digest: string; expected: Expected | null;
  done: number; total: number | null; receipt: Receipt | null; platform_says: PlatformSays | null; acts: Act[];
}
export interface JobQuery { state?: string[]; q?: string; limit?: number; cursor?: string }
export interface JobPage { items: Job[]; next_cursor: string | null }
export interface Decision { digest: string; note?: string | null } /* the digest of what was shown */
export interface Rejection { note: string }

/* --- audit --- */
export interface AuditRow { seq: number; at: string; actor: string; actor_name: string; as_owner: boolean; action: string; object: string | null; summary: string | null; request_id: string | null; hash: string }
export interface AuditQuery { q?: string; who?: string; what?: string; limit?: number; cursor?: string }
export interface AuditPage { items: AuditRow[]; next_cursor: string | null; verified_to: number | null }

export interface Operations {
  'POST /api/auth/link': { body: LinkToken; result: Me };
  'GET /api/auth/me': { result: Me };
  'PATCH /api/auth/me': { body: MeChange; result: Me };
  'POST /api/auth/logout': { result: null };
  'PATCH /api/workspace': { body: WorkspaceChange; result: Workspace };
  'GET /api/users': { query: { limit?: number; cursor?: string }; result: UserPage };
  'GET /api/model': { result: Model };
  'GET /api/model/values': { query: ValuesQuery; result: Values };
  'POST /api/query': { body: Plan; result: Answer };
  'GET /api/analytics/kpis': { query: KpiQuery; result: Kpis };
  'GET /api/analytics/sessions': { query: SessionsQuery; result: Answer };
  'GET /api/audiences': { query: { q?: string; limit?: number; cursor?: string }; result: AudiencePage };
  'POST /api/audiences': { body: AudienceNew; result: Audience };
  'GET /api/audiences/{id}': { path: Key; result: Audience };
  'PATCH /api/audiences/{id}': { path: Key; body: AudienceChange; result: Audience };
  'DELETE /api/audiences/{id}': { path: Key; result: null };
  'GET /api/audiences/{id}/versions': { path: Key; query: { limit?: number; cursor?: string }; result: AudienceVersionPage };
  'GET /api/audiences/{id}/size': { path: Key; result: AudienceSize };
  'GET /api/audiences/{id}/sample': { path: Key; query: { limit?: number }; result: AudienceSample };
  'POST /api/audiences/preview': { body: AudiencePreview; result: AudienceSize };
  'POST /api/consents': { body: ConsentNew; result: Consent };
  'DELETE /api/consents/{id}': { path: Key; result: null };
  'GET /api/consents/check': { query: ConsentCheckQuery; result: ConsentState };
  'POST /api/consents/check': { body: ConsentLookup; result: ConsentState };
  'GET /api/accounts': { query: { limit?: number; cursor?: string }; result: AccountPage };
  'POST /api/activation/audiences/{id}/push': { path: Key; body: PushNew; result: Job };
  'GET /api/activation/jobs/{id}': { path: Key; result: Job }; /* with Accept: text/event-stream: event `job`, data Job, until the job ends */
  'POST /api/activation/jobs/{id}/approve': { path: Key; body: Decision; result: Job };
  'POST /api/activation/jobs/{id}/reject': { path: Key; body: Rejection; result: Job };
  'POST /api/activation/jobs/{id}/cancel': { path: Key; result: Job };
  'POST /api/activation/jobs/{id}/retry': { path: Key; result: Job };
  'GET /api/activation/history': { query: JobQuery; result: JobPage };
  'GET /api/audit': { query: AuditQuery; result: AuditPage };
}
