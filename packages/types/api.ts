/* Printed by the server from its field tables (`make gen`). Not edited. */

export type Scalar = string | number | boolean;
export type Cell = Scalar | null;

export interface FieldError { pointer: string; detail: string }
/** Problem details (RFC 9457). */
export interface Problem { type: string; title: string; status: number; code: string; detail: string; next_step: string | null; request_id: string | null; errors?: FieldError[] }

/** A one-time link's token. */
export interface LinkToken {
  token: string; // What stands behind the # of the link.
}

/** Who is signed in. */
export interface Me {
  id: string; // The person.
  name: string; // Their name.
  role: 'user' | 'admin' | 'superadmin'; // What they may do.
  approver: boolean; // May decide pushes.
  auditor: boolean; // May read the audit log.
  theme: 'system' | 'light' | 'dark'; // Colours.
  workspace: Workspace; // This installation.
  can: string[]; // Names of the operations that they may call.
  approvals_waiting: number; // Pushes that wait for a decision.
}

/** This installation. */
export interface Workspace {
  name: string | null; // Null until the first person named it.
  time_zone: string; // Zone of the property: its days are ours.
  currency: string; // Three letters.
  week_start: string; // First day of a week.
  demo: boolean; // Holds invented data.
}

/** What a person changes of themselves. */
export interface MeChange {
  theme?: 'system' | 'light' | 'dark' | null; // Colours.
}

/** What is changed of the installation. */
export interface WorkspaceChange {
  name?: string | null; // Its name.
}

/** Which page. */
export interface PageQuery {
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** A page of people. */
export interface UserPage {
  items: User[]; // Oldest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** Somebody who may sign in. */
export interface User {
  id: string; // Sorts by time of creation.
  name: string; // Unique.
  role: 'user' | 'admin' | 'superadmin'; // What the person may do.
  approver: boolean; // May decide pushes that others asked for.
  auditor: boolean; // May read the audit log.
  disabled: boolean; // May no longer sign in.
  theme: 'system' | 'light' | 'dark' | null; // Colours.
  created_at: string; // When the person was added.
  last_seen_at: string | null; // When the person last signed in.
}

/** A person to be added. */
export interface UserNew {
  name: string; // Unique.
  role: 'user' | 'admin' | 'superadmin'; // What the person may do.
  approver?: boolean | null; // May decide pushes that others asked for.
  auditor?: boolean | null; // May read the audit log.
}

/** A one-time sign-in link. */
export interface UserLink {
  id: string; // The person.
  name: string; // Their name.
  link: string; // Opens the app for them, once.
  expires_at: string; // Until when.
}

/** What is changed of a person. */
export interface UserChange {
  id: string; // Who: an id or a name.
  role?: 'user' | 'admin' | 'superadmin' | null; // What the person may do.
  approver?: boolean | null; // May decide pushes that others asked for.
  auditor?: boolean | null; // May read the audit log.
  disabled?: boolean | null; // May no longer sign in.
}

/** Which period, compared with which. */
export interface KpiQuery {
  period?: string | null; // 28d, last_month, 2026-10-01..2026-10-31 and so on.
  compare?: string | null; // previous_period, previous_year, none or days.
  f?: string[] | null; // Filters: field:op:value. All must hold.
}

/** The key figures of a period. */
export interface Kpis {
  answer: Answer; // One row with comparison.
  trend: Answer; // The same metrics by day.
}

/** Which sessions. */
export interface SessionsQuery {
  period?: string | null; // As for the key figures.
  compare?: string | null; // As for the key figures.
  f?: string[] | null; // As for the key figures.
  by?: string | null; // A dimension; the days when left out.
  grain?: string | null; // Of the days: day, week or month.
}

/** An answer and how it was made. */
export interface Answer {
  plan: Plan; // The plan, as it was asked.
  plan_hash: string; // Equal for plans that ask the same.
  reading: string; // The plan in words.
  sentence: string; // What the rows say, made from them.
  assumed: string[]; // What was filled in.
  notes: string[]; // How it was counted, where that could be meant otherwise.
  columns: Column[]; // Dimensions, then metrics.
  rows: Cell[][]; // A list of cells for each row.
  truncated: boolean; // There are more rows than the limit let through.
  sql: string; // The statement that ran.
  parameters: Record<string, Scalar>; // Its parameters.
  rows_read: number; // Rows that the warehouse read.
  bytes_read: number; // Bytes that the warehouse read.
  cost_usd: number; // What it cost.
  elapsed_ms: number; // How long the warehouse took.
  cached: boolean; // Kept from an earlier asking.
  data_until: string | null; // Last day with events.
  data_version: string; // Changes with every load.
  loaded_at: string | null; // When the data was loaded.
  from: string | null; // First day asked for.
  to: string | null; // Last day asked for.
  before_from: string | null; // First day compared with.
  before_to: string | null; // Last day compared with.
}

/** A column of an answer. */
export interface Column {
  name: string; // As in the rows' order.
  kind: string; // dimension or metric.
  type: string; // text, integer, number, boolean, date or timestamp.
  label: string; // What it is called.
  format: string | null; // How it is written.
  unit: string | null; // USD, s, %.
  better: 'none' | 'up' | 'down'; // Which way is good.
  description: string | null; // What it counts.
}

/** A question over the semantic model. */
export interface Plan {
  version: number; // 1.
  model?: string | null; // Which model.
  shape?: 'table' | 'trend' | 'funnel' | 'retention' | 'path' | null; // Follows from the rest; may be left out.
  metrics: string[]; // What is measured; nothing in a funnel, a retention or a path.
  dimensions?: Dim[] | null; // What the rows are by.
  filter?: Cond | null; // Which rows are counted.
  having?: Having | null; // Which rows of the answer are kept.
  time?: Time | null; // When.
  compare?: Compare | null; // With which period.
  order?: Order[] | null; // Left out: by time, else by the first metric.
  limit?: number | null; // Rows; left out: 1,000, or 10,000 of a funnel, a retention or a path.
  offset?: number | null; // Rows to skip.
  top?: Top | null; // The first rows of each group.
  calc?: Calc[] | null; // Figures beside the metrics.
  funnel?: Funnel | null; // How many get through which steps.
  retention?: Retention | null; // Who comes back.
  path?: Path | null; // Where people go.
  assumed?: ('time' | 'metric' | 'grain' | 'order' | 'limit' | 'scope' | 'value' | 'compare')[] | null; // What the asker didn't say.
}

/** What the rows are by. */
export interface Dim {
  name: string; // A dimension.
  grain?: 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | null; // Of a time dimension.
}

/** A condition: a group of conditions, or one. */
export type Cond =
  | { all: Cond[] }
  | { any: Cond[] }
  | { not: Cond }
  | { did: Did }
  | { field: string; op: 'eq' | 'ne' | 'in' | 'not_in' | 'contains' | 'not_contains' | 'starts_with' | 'ends_with' | 'gt' | 'gte' | 'lt' | 'lte' | 'between' | 'is_null' | 'not_null'; value?: Scalar | null; values?: Scalar[] | null }
  | { metric: string; op: 'eq' | 'ne' | 'in' | 'not_in' | 'contains' | 'not_contains' | 'starts_with' | 'ends_with' | 'gt' | 'gte' | 'lt' | 'lte' | 'between' | 'is_null' | 'not_null'; value: Scalar; time?: Time | null; where?: Cond | null }
  | { audience: string; version?: number | null };

/** That an event happened. */
export interface Did {
  event: string; // Name of the event.
  scope?: 'user' | 'session' | null; // Whose event: the user's (also when left out) or the session's.
  times?: number | null; // At least so often.
  where?: Cond | null; // Which of these events.
  time?: Time | null; // When; left out: the plan's own time, in a rule tree ever.
}

/** Which days, in the property's time zone. */
export interface Time {
  from?: string | null; // First day.
  to?: string | null; // Last day, included.
  all?: boolean | null; // Everything there is.
  relative?: Relative | null; // Instead of from and to.
  days_of_week?: number[] | null; // 1 Monday to 7 Sunday.
  hours?: number[] | null; // 0 to 23, on the property's clock.
}

/** Time that moves with the calendar. */
export interface Relative {
  unit: 'day' | 'week' | 'month' | 'quarter' | 'year'; // Of the calendar.
  last?: number | null; // So many whole units before the current one.
  shift?: number | null; // Units back from the current one: -1 is the one before.
  to_date?: boolean | null; // From the unit's start through today.
}

/** A condition on the rows of the answer. */
export type Having =
  | { all: Having[] }
  | { any: Having[] }
  | { metric: string; op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'; value: number; of?: 'level' | 'change' | 'change_pct' | 'share' | null };

/** The period before. */
export type Compare =
  | { to: 'previous_period' | 'previous_year' }
  | { from: string; until: string };

/** One criterion of order. */
export interface Order {
  by: string; // A metric or dimension of the plan.
  dir?: 'asc' | 'desc' | null; // Left out: desc for a metric, asc for a dimension.
  value?: 'level' | 'change' | 'change_pct' | 'share' | null; // Left out: level.
}

/** The first rows of each group. */
export interface Top {
  n: number; // Rows of each group.
  per: string[]; // Dimensions that make the groups.
  by: string; // The metric that ranks.
  dir?: 'asc' | 'desc' | null; // Left out: desc.
}

/** A figure beside a metric. */
export interface Calc {
  type: 'share' | 'running_total' | 'moving_average'; // What to work out from the rows.
  metric: string; // A metric of the plan.
  within?: string[] | null; // Of a share: dimensions whose total is the whole; left out: everything.
  window?: number | null; // Of a moving average: so many rows; left out: 7.
}

/** How many get through which steps. */
export interface Funnel {
  steps: FunnelStep[]; // In order.
  scope?: 'user' | 'session' | null; // Who gets through: sessions (also when left out) or users.
  ordered?: boolean | null; // Each step after the one before; left out: true.
  within_days?: number | null; // Days of 24 hours from the first step to the last.
}

/** A step of a funnel. */
export interface FunnelStep {
  label?: string | null; // What it is called; left out: its condition in words.
  filter: Cond; // Which events are this step.
}

/** Who comes back, and when. */
export interface Retention {
  cohort: Cond; // The first such event puts a user into a cohort.
  returns?: Cond | null; // What counts as coming back; left out: any event.
  grain: 'day' | 'week' | 'month'; // Of cohorts and periods.
  periods: number; // So many after the cohort's own.
}

/** From where to where people go. */
export interface Path {
  field: 'page_path' | 'page_title' | 'event_name' | 'item_name'; // What the stops are.
  start?: Cond | null; // The first such event begins the path.
  end?: Cond | null; // The first such event ends it; without start, steps lead up to it.
  steps: number; // From stop to stop.
  scope?: 'user' | 'session' | null; // Whose path: a session's (also when left out) or a user's.
  collapse?: boolean | null; // The same value again and again is one stop; left out: true.
}

/** Each station of a plan. */
export interface Explanation {
  reading: string; // The plan in words.
  plan_hash: string; // Equal for plans that ask the same.
  canonical: unknown; // The plan's canonical form.
  query: string; // Names looked up, days fixed.
  select: string; // Relations and columns, no dialect.
  sql: string; // The statement.
  googlesql: string; // The same in GoogleSQL, which BigQuery speaks.
  estimate: Cost | null; // What it would read of the warehouse that is configured.
}

/** What a query would read, and cost. */
export interface Cost {
  bytes: number; // What it would read.
  is_exact: boolean; // Else that is the most that it can be.
  cost_usd: number; // What that would cost; 0 where nothing is billed.
}

/** A statement. */
export interface SqlRequest {
  sql: string; // One SELECT.
  check?: boolean | null; // Judge and estimate it, run nothing.
}

/** An answer to a statement. */
export interface SqlAnswer {
  source: string; // sql: a statement, not a plan.
  was_run: boolean; // False when it was only checked.
  tables: string[]; // Tables that it reads.
  estimate: SqlEstimate; // What it may read at most.
  columns: SqlColumn[]; // In the statement's order.
  rows: Cell[][]; // A list of cells for each row.
  n_rows: number; // How many rows are here.
  truncated: boolean; // There are more rows, or bytes, than one answer holds.
  elapsed_ms: number; // How long its process took.
  data_until: string | null; // Last day with events.
  data_version: string; // Changes with every load.
  loaded_at: string | null; // When the data was loaded.
}

/** What it may read at most. */
export interface SqlEstimate {
  rows: number | null; // Rows of the tables that it reads, where they are told.
  bytes: number; // Bytes that it reads at most: as they are billed, where they are.
  is_exact: boolean; // Else that is the most that it can be.
  cost_usd: number; // What that costs; 0 where nothing is billed.
  of: string; // What the figures are.
}

/** A column. */
export interface SqlColumn {
  name: string; // As the statement names it.
  type: string; // text, integer, number, boolean, date, timestamp or bytes; of a table: the engine's.
}

/** Tables for statements. */
export interface SqlTables {
  dialect: string; // What a statement is written in: duckdb or googlesql.
  items: SqlTable[]; // All that a statement may read.
}

/** A table. */
export interface SqlTable {
  name: string; // As a statement names it.
  columns: SqlColumn[]; // In the table's order.
}

/** Which table. */
export interface SqlTableKey {
  table: string; // As a statement names it.
}

/** The semantic model. */
export interface Model {
  metrics: ModelMetric[]; // All that can be measured.
  dimensions: ModelField[]; // All that it can be broken down or filtered by.
  events: string[]; // Names of the events in the data, most frequent first.
  time_zone: string; // The property's zone.
  week_start: string; // First day of a week.
  first_day: string | null; // First day with events.
  last_day: string | null; // Last day with events.
  confirm_above_bytes: number; // Pages ask before they run a question that would read more; 0: never.
}

/** A metric. */
export interface ModelMetric {
  name: string; // As plans call it.
  label: string; // As people call it.
  description: string | null; // What it counts.
  format: string | null; // How it is written.
  unit: string | null; // USD, s.
  better: 'none' | 'up' | 'down'; // Which way is good.
  customer: boolean; // May stand in a rule tree.
  cases: string | null; // Of a ratio: the metric that counts what it is a ratio of.
}

/** A dimension. */
export interface ModelField {
  name: string; // As plans call it.
  label: string; // As people call it.
  description: string | null; // What it is.
  type: string; // text, integer, number, boolean or date.
  customer: boolean; // May be a rule's field.
  event: boolean; // May stand in the `where` of a `did`.
}

/** Which values. */
export interface ValuesQuery {
  field: string; // A dimension of the model.
  q?: string | null; // Text that the values hold.
  limit?: number | null; // Values wanted.
}

/** Values of a dimension. */
export interface Values {
  items: ValueCount[]; // Most frequent first.
}

/** A value of a dimension. */
export interface ValueCount {
  value: string | null; // The value.
  count: number; // Rows that hold it.
}

/** A question. */
export interface AskQuery {
  question?: string | null; // In plain words.
  plan?: Plan | null; // Or a plan, changed by hand.
  conversation?: string | null; // Its id, or a name of your own, which begins one; left out: nothing is kept.
  replaces?: number | null; // The turn that is asked again; left out: it goes on.
  today?: string | null; // Read as if it were this day; left out: today.
  plan_only?: boolean | null; // The plan alone, without an answer.
  confirm_above_bytes?: number | null; // What would read more isn't run: `estimate` comes in the answer's place, and nothing is kept.
}

/** What a question became: a plan, a question back or a refusal. */
export type Envelope =
  | { plan: Plan; reading: string; kind?: 'plan' | 'clarify' | 'refuse' | null; confidence?: number | null; corrected?: Correction[] | null; answer?: Answer | null; estimate?: Cost | null; conversation?: Conversation | null }
  | { about: string; question: string; kind?: 'plan' | 'clarify' | 'refuse' | null; term?: string | null; options?: PlannerOption[] | null; corrected?: Correction[] | null; conversation?: Conversation | null }
  | { reason: string; kind?: 'plan' | 'clarify' | 'refuse' | null; term?: string | null; message?: string | null; suggest?: string[] | null; conversation?: Conversation | null };

/** One of several meanings. */
export interface PlannerOption {
  label: string; // For people.
  name: string | null; // The metric, dimension or value that it stands for.
  plan: Plan | null; // The question with this choice.
}

/** A misspelt word. */
export interface Correction {
  term: string; // As it was written.
  read_as: string; // What it was taken for.
}

/** Which conversations. */
export interface ConversationQuery {
  q?: string | null; // Text in the title.
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of conversations. */
export interface ConversationPage {
  items: Conversation[]; // Pinned ones first, then by the last turn.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** Questions in a row, each of which may be about the one before. */
export interface Conversation {
  id: string; // Sorts by time of creation.
  name: string | null; // The owner's own name for it.
  title: string; // For lists: the first question, until it is renamed.
  owner_id: string; // Whose it is.
  owner_name: string | null; // Their name.
  is_mine: boolean; // The caller's own: they alone go on and change it.
  pinned: boolean; // Stands first in lists.
  shared: boolean; // Others of the workspace may read it.
  turns: number; // How many.
  created_at: string; // When it began.
  updated_at: string; // Of the last turn.
  history: Turn[] | null; // Oldest first; not in lists.
}

/** One question of a conversation. */
export interface Turn {
  number: number; // Counts from 1.
  replaces: number | null; // The turn in whose place it was asked.
  question: string | null; // The words; none when a plan was changed by hand.
  kind: string; // plan, clarify or refuse.
  envelope: Envelope; // What it became, without an answer.
  data_version: string; // Of the data that it was asked of.
  created_at: string; // When.
}

/** An id. */
export interface Key {
  id: string; // Which one.
}

/** What is changed of a conversation. */
export interface ConversationChange {
  id: string; // Which one.
  title?: string | null; // For lists.
  pinned?: boolean | null; // Stands first in lists.
  shared?: boolean | null; // Others may read it.
}

/** Which saved things. */
export interface ArtifactQuery {
  q?: string | null; // Text in the name.
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of saved things. */
export interface ArtifactPage {
  items: Artifact[]; // Newest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** Something saved, to be asked again. */
export interface Artifact {
  id: string; // Sorts by time of creation.
  name: string; // Unique among its owner's.
  kind: 'plan' | 'sql'; // A plan, or a statement.
  plan: Plan | null; // Of a plan.
  sql: string | null; // Of a statement; judged each time it runs.
  owner_id: string; // Who saved it.
  owner_name: string | null; // Their name.
  is_mine: boolean; // The caller's own: they alone change it.
  shared: boolean; // Others of the workspace may read it.
  created_at: string; // When it was saved.
  updated_at: string; // When it was last changed.
}

/** What is saved. */
export interface ArtifactNew {
  name: string; // Unique among one's own.
  plan?: Plan | null; // Either a plan.
  sql?: string | null; // Or a statement.
  shared?: boolean | null; // Others may read it.
}

/** What is changed of something saved. */
export interface ArtifactChange {
  id: string; // Which one.
  name?: string | null; // Unique among one's own.
  plan?: Plan | null; // Another plan.
  sql?: string | null; // Another statement.
  shared?: boolean | null; // Others may read it.
}

/** Which audiences. */
export interface AudienceQuery {
  q?: string | null; // Text in the name.
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of audiences. */
export interface AudiencePage {
  items: Audience[]; // Newest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** A named set of customers. */
export interface Audience {
  id: string; // Sorts by time of creation.
  name: string; // Unique among live audiences.
  description: string | null; // Free text.
  status: 'draft' | 'ready' | 'archived'; // A draft has no saved version yet.
  version: number | null; // The newest one.
  people: number | null; // In the newest version, when it was last counted.
  rules: Cond | null; // Of the newest version.
  words: string | null; // The rules as a sentence.
  created_by: string; // Who created it.
  created_at: string; // When it was created.
  updated_at: string; // When it was last changed.
  revision: string; // Another one after each change: a change says it in `If-Match`, in quotes.
  acts: Act[]; // What the caller may do with it now.
}

/** What may be done with an object now. */
export interface Act {
  operation: string; // Name of an operation.
  allowed: boolean; // Whether the caller may do it now.
  reason: string | null; // Why not.
}

/** What a new audience needs. */
export interface AudienceNew {
  name: string; // Unique among live audiences.
  description?: string | null; // Free text.
  rules?: Cond | null; // Makes the first version; a draft without.
}

/** Rules to be counted. */
export interface AudiencePreview {
  rules: Cond; // A rule tree that isn't saved.
}

/** How large an audience is. */
export interface AudienceSize {
  people: number; // Customers in the audience.
  reachable: number; // Of them, with a usable e-mail, phone or full address.
  consented: number; // Of those, who agreed to both purposes of advertising (by the snapshot).
  total_customers: number; // Customers in all.
  counts: RuleCount[]; // Every rule by its pointer, the whole first.
  words: string; // The rules as a sentence.
  data_until: string | null; // Last day with events.
  elapsed_ms: number; // How long the warehouse took.
  sql: string; // The statement that lists the people.
}

/** What a rule does. */
export interface RuleCount {
  pointer: string; // JSON pointer of the rule.
  kept: number; // Customers that satisfy this rule alone.
  dropped: number; // The others.
}

/** What is changed of an audience. */
export interface AudienceChange {
  id: string; // Which one.
  name?: string | null; // Unique among live audiences.
  description?: string | null; // Free text; empty removes it.
  rules?: Cond | null; // Other rules make a new version.
}

/** Which versions. */
export interface VersionQuery {
  id: string; // Of which audience.
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of versions. */
export interface AudienceVersionPage {
  items: AudienceVersion[]; // Newest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** What an audience was at a time. */
export interface AudienceVersion {
  version: number; // Counts from 1.
  rules: Cond; // Who is in it.
  words: string; // The rules as a sentence.
  definition_hash: string; // Equal for rules that ask the same.
  people: number | null; // When it was last counted.
  created_by: string; // Who saved it.
  created_at: string; // When.
  changes: string[]; // Against the version before, a sentence each.
}

/** How large an audience is and what it is worth. */
export interface AudienceMetrics {
  audience_id: string; // Which audience.
  name: string; // Its name.
  version: number; // Its newest version.
  people: number; // Customers in it.
  reachable: number; // Of them, with a usable e-mail, phone or full address.
  consented: number; // Of those, who agreed to both purposes of advertising.
  total_customers: number; // Customers in all.
  buyers: number; // Of the people, who ordered at least once.
  orders: number; // Their orders so far, without cancelled ones.
  order_value: number | null; // Value of them, less what was cancelled.
  lifetime_value: number | null; // The same for each buyer.
  currency: string; // Of both values.
  data_until: string | null; // Last day with events.
  data_version: string; // Changes with every load.
}

/** A sample of an audience. */
export interface AudienceSample {
  items: SampledCustomer[]; // A few customers, the same ones each time.
}

/** A customer in the audience. */
export interface SampledCustomer {
  customer_id: string; // The customer.
  country: string | null; // Two letters.
  created_at: string | null; // Customer since.
}

/** What somebody agreed to or withdrew. */
export interface ConsentNew {
  identifier_type: 'email' | 'phone' | 'customer_id'; // What the identifier is.
  identifier: string; // Hashed on arrival; kept nowhere.
  consent_type: 'ad_user_data' | 'ad_personalization' | 'email'; // The purpose.
  state: 'granted' | 'withdrawn'; // What was said.
  source: string; // Where it was said: a form, a banner, a call.
  at?: string | null; // When it was said; now when left out.
}

/** One record of the registry. */
export interface Consent {
  id: string; // Of this record.
  identifier_type: 'email' | 'phone' | 'customer_id'; // What the identifier is.
  consent_type: 'ad_user_data' | 'ad_personalization' | 'email'; // The purpose.
  state: 'granted' | 'withdrawn'; // What was said.
  source: string; // Where it was said.
  at: string; // When it was said.
  recorded_at: string; // When it was recorded.
  recorded_by: string; // By whom.
}

/** Whose consent to what; by address it is a POST. */
export interface ConsentCheckQuery {
  customer_id: string; // Whose.
  type: 'ad_user_data' | 'ad_personalization' | 'email'; // The purpose.
}

/** What the registry says of one identifier. */
export interface ConsentState {
  consent_type: 'ad_user_data' | 'ad_personalization' | 'email'; // The purpose.
  state: 'unknown' | 'granted' | 'withdrawn'; // What was said last.
  since: string | null; // Since when.
  history: Consent[]; // By when it was said, newest first, at most 50.
}

/** Whose consent to what. */
export interface ConsentLookup {
  identifier_type: 'email' | 'phone' | 'customer_id'; // What the identifier is.
  identifier: string; // Hashed on arrival; kept nowhere.
  consent_type: 'ad_user_data' | 'ad_personalization' | 'email'; // The purpose.
}

/** Whose certificate. */
export interface ConsentPerson {
  identifier_type: 'email' | 'phone' | 'customer_id'; // What the identifier is.
  identifier: string; // Hashed on arrival; kept nowhere.
}

/** Where a person was taken off, and when. */
export interface ConsentCertificate {
  is_complete: boolean; // Every list has confirmed. False too when there was none.
  removals: Removal[]; // One row a list and withdrawal, newest first.
  made_at: string; // When this was made.
}

/** People who are taken off a list. */
export interface Removal {
  platform: string; // Name of the connector.
  account_id: string; // Our id of the account.
  account_name: string; // Its name.
  list_name: string; // Name of the list.
  list_id: string | null; // The platform's id of the list.
  state: 'open' | 'blocked' | 'sent' | 'confirmed' | 'void'; // open, blocked (it needs a person), sent, confirmed by the platform, or void: they agreed again.
  people: number; // How many people.
  asked_at: string; // When the withdrawal was recorded; of several the first.
  sent_at: string | null; // When the removal was sent.
  confirmed_at: string | null; // When the platform had done it.
  cause: string | null; // What stands in the way.
  next_step: string | null; // What to do about it.
}

/** Which removals. */
export interface RemovalQuery {
  state?: string | null; // Only these: open, blocked, sent or confirmed.
  limit?: number | null; // Rows wanted.
}

/** Removals after withdrawals. */
export interface RemovalPage {
  items: Removal[]; // Newest first, by list, state and cause.
}

/** Which accounts. */
export interface AccountQuery {
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of accounts. */
export interface AccountPage {
  items: Account[]; // Oldest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** An account on an ad platform. */
export interface Account {
  id: string; // Ours.
  platform: string; // Name of the connector.
  external_id: string; // The platform's own id.
  login_id: string | null; // The manager account that the token signs in to.
  name: string; // For people.
  sandbox: boolean; // A simulator's: nothing leaves.
  created_by: string; // Who connected it.
  created_at: string; // When.
}

/** An account to be connected. */
export interface AccountNew {
  platform: string; // Name of the connector.
  external_id: string; // The platform's own id: digits, no hyphens.
  login_id?: string | null; // The manager account that the token signs in to.
  name: string; // For people.
  access_token: string; // Sealed on arrival.
  sandbox?: boolean | null; // A simulator's: nothing leaves. It can't be changed later.
}

/** What is changed of an account. */
export interface AccountChange {
  id: string; // Which one: our id or the platform's.
  name?: string | null; // For people.
  login_id?: string | null; // The manager account that the token signs in to; empty removes it.
  access_token?: string | null; // Takes the place of the one before; sealed on arrival.
}

/** A push to be asked for. */
export interface PushNew {
  id: string; // Which audience.
  account: string; // Where to: an account's id.
  list_name?: string | null; // Name of the list; the audience's when left out.
  holdout_pct?: number | null; // Share to keep back, in percent.
  membership_days?: number | null; // How long people stay without a refresh.
  note?: string | null; // For the approver.
  schedule?: string | null; // Send it again by this schedule, once it is approved: minute, hour, day of the month, month, weekday, in the property's zone.
  drift_pct?: number | null; // By how much its size may change until somebody is asked again, in percent; 10 when left out.
}

/** What a push would do; nobody was asked, nothing was sent. */
export interface Rehearsed {
  audience_version: number; // That was rehearsed.
  expected: Expected; // What the push would do.
  rehearsal: Rehearsal | null; // The push against a simulator, where the platform has one.
  approvers: string[]; // Who could decide it.
}

/** What a push would do, counted when it was asked for. */
export interface Expected {
  audience: number; // People in the audience.
  sends: number; // Would be sent.
  removes: number; // Would be taken off the list.
  held_out: number; // Would be kept back.
  no_consent: number; // Have no consent for advertising.
  no_identifier: number; // Have no usable identifier.
  already_there: number; // Are on the list already.
  duplicate: number; // Are the same person as another one.
}

/** The whole push against a simulator of this server: nothing left it. */
export interface Rehearsal {
  receipt: Receipt; // What the receipt would be.
  requests: number; // That the simulator took in.
  cause: string | null; // What would stop the push.
  next_step: string | null; // What to do about it.
  at: string; // When it was rehearsed.
}

/** What became of every person. */
export interface Receipt {
  audience: number; // People in the audience: the sum of the nine terms that follow.
  sent: number; // Taken in by the platform.
  already_there: number; // On the list already.
  held_out: number; // Kept back to measure the effect.
  no_consent: number; // Without consent for advertising at the moment of sending.
  no_identifier: number; // Without an e-mail or phone that the platform takes.
  duplicate: number; // The same person as another one in the audience.
  rejected: number; // Refused by the platform.
  failed: number; // Sent without success.
  not_sent: number; // Not come to: cancelled, voided or stopped before.
  removed: number; // Counted apart: taken off the list.
  refreshed: number; // Counted apart: sent again before their membership ends.
  adds_up: boolean; // The nine terms are the audience.
}

/** A push of an audience to a list. */
export interface Job {
  id: string; // Sorts by time of asking.
  number: number; // For people, counting from 1.
  audience_id: string; // Which audience.
  audience_name: string; // Its name then.
  audience_version: number; // Exactly this version.
  words: string; // Its rules as a sentence.
  changes: string[]; // Against the version before.
  platform: string; // Name of the connector.
  account_id: string; // Which account.
  account_name: string; // Its name.
  list_name: string; // Name of the list on the platform.
  list_id: string | null; // The platform's id of the list, once it is there.
  holdout_pct: number; // Share kept back, in percent.
  membership_days: number; // How long people stay on the list without a refresh.
  state: 'waiting_for_approval' | 'queued' | 'running' | 'waiting_for_platform' | 'paused' | 'done' | 'partly_done' | 'failed' | 'rejected' | 'voided' | 'cancelled'; // Where it stands.
  cause: string | null; // Why it failed, was voided or paused.
  next_step: string | null; // What to do about it.
  note: string | null; // From who asked.
  asked_by: string; // Who asked.
  asked_by_name: string; // Their name.
  asked_at: string; // When.
  expires_at: string; // An approval is void after this.
  decided_by: string | null; // Who approved or rejected.
  decided_by_name: string | null; // Their name.
  decided_at: string | null; // When.
  decision_note: string | null; // Their note or reason.
  started_at: string | null; // When it began to send.
  finished_at: string | null; // When it ended.
  digest: string; // Of all that an approval is about: give it back to approve.
  expected: Expected | null; // What it would do, counted when it was asked for.
  rehearsal: Rehearsal | null; // The push against a simulator, before anybody was asked.
  schedule: string | null; // When it is to be sent again: five fields of cron, in the property's zone.
  drift_pct: number | null; // By how much its size may change until somebody is asked again, in percent.
  sync_id: string | null; // The recurring sync that began it.
  done: number; // People that were come to.
  total: number | null; // People in the audience.
  receipt: Receipt | null; // What became of every person.
  platform_says: PlatformSays | null; // What the platform said.
  acts: Act[]; // What the caller may do with it now.
}

/** Which pushes. */
export interface JobQuery {
  state?: string[] | null; // Only in these states.
  q?: string | null; // Text in the audience's name.
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of pushes. */
export interface JobPage {
  items: Job[]; // Newest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** An approval of exactly this. */
export interface Decision {
  id: string; // Which push.
  digest: string; // Of what was shown.
  note?: string | null; // For who asked.
}

/** A rejection and its reason. */
export interface Rejection {
  id: string; // Which push.
  note: string; // Why.
}

/** Which syncs. */
export interface SyncQuery {
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** One page of syncs. */
export interface SyncPage {
  items: Sync[]; // Newest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** An audience that is sent by a schedule. */
export interface Sync {
  id: string; // Sorts by time of beginning.
  audience_id: string; // Which audience.
  audience_name: string; // Its name when it was approved.
  platform: string; // Name of the connector.
  account_id: string; // Which account.
  account_name: string; // Its name.
  list_number: number; // Ours, of the list.
  list_name: string; // Name of the list on the platform.
  schedule: string; // Five fields of cron, in the property's zone.
  drift_pct: number; // By how much the approved size may change, in percent.
  state: 'active' | 'paused' | 'ended'; // Whether it runs.
  approved_push: string; // The last push that a person approved.
  approved_size: number; // People in the audience then.
  approved_by_name: string | null; // Who approved it.
  asked_by: string; // Who asked for it.
  asked_by_name: string; // Their name.
  next_at: string | null; // When it runs next.
  last_at: string | null; // When it ran last.
  last_push: string | null; // What began then.
  last_state: 'waiting_for_approval' | 'queued' | 'running' | 'waiting_for_platform' | 'paused' | 'done' | 'partly_done' | 'failed' | 'rejected' | 'voided' | 'cancelled'; // Where that push stands.
  cause: string | null; // Why the last run began nothing, waits, or why it is paused.
  next_step: string | null; // What to do about it.
  created_at: string; // When it began.
  acts: Act[]; // What the caller may do with it now.
}

/** Which rows. */
export interface AuditQuery {
  q?: string | null; // Text in the summary, the object or the name.
  who?: string | null; // Only by this person's id.
  what?: string | null; // Only this operation.
  cursor?: string | null; // The `next_cursor` of the page before.
  limit?: number | null; // Rows wanted.
}

/** A page of the audit log. */
export interface AuditPage {
  items: AuditRow[]; // Newest first.
  next_cursor: string | null; // Give it back as `cursor`.
}

/** One row of the audit log. */
export interface AuditRow {
  seq: number; // Number in the chain, without gaps.
  at: string; // When.
  actor: string; // Who did it: the id of a person, or `owner` or `system`.
  actor_name: string; // Their name at that time.
  as_owner: boolean; // True when the machine's owner acted for this person.
  action: string; // Name of the operation.
  object: string | null; // Id of what was changed.
  summary: string | null; // One sentence.
  request_id: string | null; // The request it came with.
  details: string | null; // Before and after, as JSON.
  hash: string | null; // Hash of this row and the one before.
}

/** What the check of the chain found. */
export interface AuditVerdict {
  rows: number; // Rows that were read.
  first_bad: number; // Number of the first row that doesn't fit; 0 when the chain is whole.
  reason: string | null; // What doesn't fit.
}

/** What the platform said. */
export interface PlatformSays {
  requests: number; // Requests that it took in.
  received: number | null; // People in them.
  failed: number | null; // People that it counted as failed.
  match_rate: string | null; // Share that it knows, as it says it.
  list_size: number | null; // People on the list.
  list_size_words: string | null; // Its words where it rounds or hides the number.
  status: string; // Its word for the whole.
  reasons: PlatformReason[]; // Why people failed.
  checked_at: string | null; // When it was asked.
}

/** A reason and its count. */
export interface PlatformReason {
  reason: string; // The platform's word.
  count: number; // How many.
}

/** What can go wrong: the code and status of an answer, and what to do where it says nothing better. */
export const errorCodes: readonly { code: string; status: number; next_step: string }[] = [
  { code: 'malformed', status: 400, next_step: "Check the form of the request." },
  { code: 'invalid', status: 422, next_step: "Correct the fields that are named." },
  { code: 'unauthenticated', status: 401, next_step: "Sign in: truffle signin prints a link." },
  { code: 'forbidden', status: 403, next_step: "Ask somebody who has the right." },
  { code: 'not_found', status: 404, next_step: "Check the id: it may be gone, or not shared with you." },
  { code: 'conflict', status: 409, next_step: "Look at its present state, then decide again." },
  { code: 'stale', status: 412, next_step: "Read it again: it was changed meanwhile." },
  { code: 'too_large', status: 413, next_step: "Send less at once." },
  { code: 'rate_limited', status: 429, next_step: "Wait, then try again." },
  { code: 'over_budget', status: 429, next_step: "Narrow the question, or ask an admin for a larger budget." },
  { code: 'unavailable', status: 503, next_step: "Try again in a moment." },
  { code: 'upstream', status: 502, next_step: "The other side answered wrongly: try again later." },
  { code: 'timeout', status: 504, next_step: "Narrow the question, or try again." },
  { code: 'internal', status: 500, next_step: "Report it with the request id: this is a fault of the program." },
];

export interface Operations {
  'POST /api/auth/link': { body: LinkToken; result: Me };
  'GET /api/auth/me': { result: Me };
  'PATCH /api/auth/me': { body: MeChange; result: Me };
  'POST /api/auth/logout': { result: null };
  'GET /api/workspace': { result: Workspace };
  'PATCH /api/workspace': { body: WorkspaceChange; result: Workspace };
  'GET /api/users': { query: PageQuery; result: UserPage };
  'POST /api/users': { body: UserNew; result: UserLink };
  'PATCH /api/users/{id}': { path: { id: string }; body: Omit<UserChange, 'id'>; result: User };
  'GET /api/analytics/kpis': { query: KpiQuery; result: Kpis };
  'GET /api/analytics/sessions': { query: SessionsQuery; result: Answer };
  'POST /api/query': { body: Plan; result: Answer };
  'POST /api/explain': { body: Plan; result: Explanation };
  'POST /api/sql': { body: SqlRequest; result: SqlAnswer };
  'GET /api/sql/tables': { result: SqlTables };
  'POST /api/mcp/bigquery/query': { body: SqlRequest; result: SqlAnswer };
  'GET /api/mcp/bigquery/tables': { result: SqlTables };
  'GET /api/mcp/bigquery/schema/{table}': { path: { table: string }; result: SqlTable };
  'GET /api/model': { result: Model };
  'GET /api/model/values': { query: ValuesQuery; result: Values };
  'POST /api/ask': { body: AskQuery; result: Envelope };
  'GET /api/conversations': { query: ConversationQuery; result: ConversationPage };
  'GET /api/conversations/{id}': { path: { id: string }; result: Conversation };
  'PATCH /api/conversations/{id}': { path: { id: string }; body: Omit<ConversationChange, 'id'>; result: Conversation };
  'DELETE /api/conversations/{id}': { path: { id: string }; result: null };
  'GET /api/artifacts': { query: ArtifactQuery; result: ArtifactPage };
  'POST /api/artifacts': { body: ArtifactNew; result: Artifact };
  'GET /api/artifacts/{id}': { path: { id: string }; result: Artifact };
  'PATCH /api/artifacts/{id}': { path: { id: string }; body: Omit<ArtifactChange, 'id'>; result: Artifact };
  'DELETE /api/artifacts/{id}': { path: { id: string }; result: null };
  'GET /api/audiences': { query: AudienceQuery; result: AudiencePage };
  'POST /api/audiences': { body: AudienceNew; result: Audience };
  'POST /api/audiences/preview': { body: AudiencePreview; result: AudienceSize };
  'GET /api/audiences/{id}': { path: { id: string }; result: Audience };
  'PATCH /api/audiences/{id}': { path: { id: string }; match: string; body: Omit<AudienceChange, 'id'>; result: Audience };
  'DELETE /api/audiences/{id}': { path: { id: string }; match: string; result: null };
  'GET /api/audiences/{id}/versions': { path: { id: string }; query: Omit<VersionQuery, 'id'>; result: AudienceVersionPage };
  'GET /api/audiences/{id}/size': { path: { id: string }; result: AudienceSize };
  'GET /api/analytics/audiences/{id}/metrics': { path: { id: string }; result: AudienceMetrics };
  'GET /api/audiences/{id}/sample': { path: { id: string }; query: Omit<VersionQuery, 'id'>; result: AudienceSample };
  'POST /api/consents': { body: ConsentNew; result: Consent };
  'DELETE /api/consents/{id}': { path: { id: string }; result: null };
  'GET /api/consents/check': { query: ConsentCheckQuery; result: ConsentState };
  'POST /api/consents/check': { body: ConsentLookup; result: ConsentState };
  'POST /api/consents/certificate': { body: ConsentPerson; result: ConsentCertificate };
  'GET /api/consents/removals': { query: RemovalQuery; result: RemovalPage };
  'GET /api/accounts': { query: AccountQuery; result: AccountPage };
  'POST /api/accounts': { body: AccountNew; result: Account };
  'PATCH /api/accounts/{id}': { path: { id: string }; body: Omit<AccountChange, 'id'>; result: Account };
  'DELETE /api/accounts/{id}': { path: { id: string }; result: null };
  'POST /api/activation/audiences/{id}/rehearse': { path: { id: string }; body: Omit<PushNew, 'id'>; result: Rehearsed };
  'POST /api/activation/audiences/{id}/push': { path: { id: string }; key?: string; body: Omit<PushNew, 'id'>; result: Job };
  'GET /api/activation/history': { query: JobQuery; result: JobPage };
  'GET /api/activation/jobs/{id}': { path: { id: string }; result: Job };
  'POST /api/activation/jobs/{id}/approve': { path: { id: string }; key?: string; body: Omit<Decision, 'id'>; result: Job };
  'POST /api/activation/jobs/{id}/reject': { path: { id: string }; body: Omit<Rejection, 'id'>; result: Job };
  'POST /api/activation/jobs/{id}/cancel': { path: { id: string }; result: Job };
  'POST /api/activation/jobs/{id}/retry': { path: { id: string }; key?: string; result: Job };
  'GET /api/activation/syncs': { query: SyncQuery; result: SyncPage };
  'GET /api/activation/syncs/{id}': { path: { id: string }; result: Sync };
  'POST /api/activation/syncs/{id}/pause': { path: { id: string }; result: Sync };
  'POST /api/activation/syncs/{id}/resume': { path: { id: string }; result: Sync };
  'POST /api/activation/syncs/{id}/end': { path: { id: string }; result: Sync };
  'GET /api/audit': { query: AuditQuery; result: AuditPage };
  'GET /api/audit/verify': { result: AuditVerdict };
}

