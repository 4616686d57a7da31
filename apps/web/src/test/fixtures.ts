import type {
  Account,
  Answer,
  Audience,
  AudienceSize,
  AudienceVersion,
  AuditRow,
  Cell,
  Column,
  Job,
  Kpis,
  Me,
  Model,
  Plan,
  Receipt,
  User,
} from '@truffle/types/api';

/* Replies of the server, for tests: the same shapes as the real ones, held by the generated types. */

export const allOperations = [
  'workspace_update',
  'user_list',
  'query_run',
  'ask',
  'sql_run',
  'analytics_kpis',
  'analytics_sessions',
  'model_get',
  'audience_list',
  'audience_create',
  'audience_get',
  'audience_update',
  'audience_archive',
  'audience_preview',
  'consent_check',
  'account_list',
  'activation_push',
  'activation_get',
  'activation_list',
  'activation_approve',
  'activation_reject',
  'activation_cancel',
  'activation_retry',
  'audit_list',
  'audit_verify',
];

export const me: Me = {
  id: 'usr_1',
  name: 'Ana Ruiz',
  role: 'admin',
  approver: true,
  auditor: true,
  theme: 'system',
  workspace: {
    name: 'Acme Marketing',
    time_zone: 'Europe/Berlin',
    currency: 'USD',
    week_start: 'monday',
    demo: true,
  },
  can: allOperations,
  approvals_waiting: 2,
};

export const people: User[] = [
  { id: 'usr_1', name: 'Ana Ruiz', role: 'admin' as const, approver: true, auditor: true },
  { id: 'usr_2', name: 'Ben Kim', role: 'user' as const, approver: true, auditor: false },
].map((person) => ({
  theme: null,
  ...person,
  disabled: false,
  created_at: '2026-09-01T00:00:00Z',
  last_seen_at: null,
}));

const metric = (
  name: string,
  label: string,
  format: string,
  better: 'up' | 'down' | 'none' = 'up',
  customer = false,
  cases: string | null = null,
): Model['metrics'][number] => ({
  name,
  label,
  description: `${label}, as the model defines it.`,
  format,
  unit: format === 'currency' ? 'USD' : null,
  better,
  customer,
  cases,
});

const field = (
  name: string,
  label: string,
  use: { customer?: boolean; event?: boolean } = {},
  type = 'text',
): Model['dimensions'][number] => ({
  name,
  label,
  description: null,
  type,
  customer: use.customer ?? false,
  event: use.event ?? false,
});

export const model: Model = {
  metrics: [
    metric('sessions', 'Sessions', 'integer'),
    metric('active_users', 'Active users', 'integer'),
    metric('transactions', 'Transactions', 'integer'),
    metric('conversion_rate', 'Conversion rate', 'percent', 'up', false, 'sessions'),
    metric('purchase_revenue', 'Revenue', 'currency'),
    metric('average_order_value', 'Average order value', 'currency'),
    metric('engagement_rate', 'Engagement rate', 'percent'),
    metric('item_revenue', 'Product revenue', 'currency'),
    metric('items_purchased', 'Items purchased', 'integer'),
    metric('item_views', 'Product views', 'integer'),
    metric('add_to_carts', 'Adds to cart', 'integer'),
    metric('customer_lifetime_value', 'Lifetime value', 'currency', 'up', true),
    metric('orders', 'Orders', 'integer', 'up', true),
  ],
  dimensions: [
    field('date', 'Date', {}, 'date'),
    field('channel_group', 'Channel group'),
    field('campaign', 'Campaign'),
    field('landing_page', 'Landing page'),
    field('item_name', 'Product', { event: true }),
    field('item_category', 'Product category', { event: true }),
    field('country', 'Country', { event: true }),
    field('device_category', 'Device', { event: true }),
    field('event_name', 'Event', { event: true }),
    field('customer_country', 'Customer country', { customer: true }),
    field('customer_city', 'Customer city', { customer: true }),
    field('first_order_month', 'First order', { customer: true }, 'date'),
  ],
  events: ['purchase', 'add_to_cart', 'begin_checkout', 'page_view', 'view_item'],
  time_zone: 'Europe/Berlin',
  week_start: 'monday',
  first_day: '2026-08-01',
  last_day: '2026-11-23',
  confirm_above_bytes: 0,
};

export const plan: Plan = {
  version: 1,
  metrics: ['sessions'],
  time: { relative: { unit: 'day', last: 28 } },
};

const types: Record<string, Column['type']> = { percent: 'number', currency: 'number', integer: 'integer' };

export function metricColumn(name: string): Column {
  const known = model.metrics.find((one) => one.name === name);
  return {
    name,
    kind: 'metric',
    type: types[known?.format ?? 'integer'] ?? 'number',
    label: known?.label ?? name,
    format: known?.format ?? 'integer',
    unit: known?.unit ?? null,
    better: known?.better ?? 'none',
    description: known?.description ?? null,
  };
}

export function compared(name: string): Column[] {
  const column = metricColumn(name);
  return [
    column,
    { ...column, name: `${name}_before`, label: `${column.label} before` },
    { ...column, name: `${name}_change`, label: `${column.label} change` },
    { ...column, name: `${name}_change_pct`, label: `${column.label} change`, format: 'percent' },
  ];
}

export function dimensionColumn(name: string, type: Column['type'] = 'text'): Column {
  const label = model.dimensions.find((one) => one.name === name)?.label ?? name;
  return {
    name,
    kind: 'dimension',
    type,
    label,
    format: null,
    unit: null,
    better: 'none',
    description: null,
  };
}

export function comparedCells(now: number, before: number): Cell[] {
  return [now, before, now - before, before === 0 ? null : (now - before) / before];
}

export function answer(columns: Column[], rows: Cell[][], change: Partial<Answer> = {}): Answer {
  return {
    plan,
    plan_hash: 'b1946ac92492d234',
    reading: 'Sessions, 27 October to 23 November 2026, compared with the 28 days before',
    sentence: 'Sessions 12,480, up 8.6 % from 11,492.',
    assumed: [],
    notes: [],
    columns,
    rows,
    truncated: false,
    sql: 'SELECT count(*) AS sessions\nFROM sessions\nWHERE date BETWEEN $1 AND $2',
    parameters: { $1: '2026-10-27', $2: '2026-11-23' },
    rows_read: 95_730,
    bytes_read: 1_200_000,
    cost_usd: 0,
    elapsed_ms: 42,
    cached: false,
    data_until: '2026-11-23',
    data_version: '41',
    loaded_at: '2026-11-24T05:00:00Z',
    from: '2026-10-27',
    to: '2026-11-23',
    before_from: '2026-09-29',
    before_to: '2026-10-26',
    ...change,
  };
}

export const kpiNames = [
  'sessions',
  'active_users',
  'purchase_revenue',
  'transactions',
  'conversion_rate',
  'average_order_value',
];

const kpiNow = [95_730, 71_240, 124_310.5, 2049, 0.0214, 60.67];
const kpiBefore = [88_150, 70_020, 130_990.25, 1754, 0.0199, 74.68];

export function wave(index: number, size: number): number {
  return Math.round(size * (1 + 0.25 * Math.sin(index * 0.9) + 0.12 * Math.cos(index * 2.3) + index * 0.004));
}

const dates = Array.from({ length: 28 }, (_, index) =>
  new Date(Date.UTC(2026, 9, 27 + index)).toISOString().slice(0, 10),
);

export const kpis: Kpis = {
  answer: answer(kpiNames.flatMap(compared), [
    kpiNames.flatMap((_, index) => comparedCells(kpiNow[index] ?? 0, kpiBefore[index] ?? 0)),
  ]),
  trend: answer(
    [dimensionColumn('date', 'date'), ...kpiNames.map(metricColumn)],
    dates.map((date, day) => [date, ...kpiNow.map((now, index) => wave(day + index, now * 36) / 1000)]),
  ),
};

export function trendAnswer(name = 'sessions', size = 3400): Answer {
  return answer(
    [dimensionColumn('date', 'date'), ...compared(name)],
    dates.map((date, day) => [date, ...comparedCells(wave(day, size), wave(day + 2, size * 0.92))]),
  );
}

export const channels = [
  'Organic Search',
  'Direct',
  'Paid Search',
  'Email',
  'Referral',
  'Paid Social',
  'Organic Social',
  'Display',
];

export function breakdownAnswer(by: string, names: readonly string[], metrics: readonly string[]): Answer {
  return answer(
    [dimensionColumn(by), ...metrics.flatMap(compared)],
    names.map((name, row) => [
      name,
      ...metrics.flatMap((one, index) => {
        const rate = metricColumn(one).format === 'percent';
        const now = rate
          ? 0.01 + ((row * 7 + index) % 5) * 0.006
          : Math.round(41_000 / (row + 1) / (index + 1));
        return comparedCells(now, rate ? now * 1.1 : Math.round(now * (0.8 + (row % 4) * 0.15)));
      }),
    ]),
    { truncated: true },
  );
}

export const rules: NonNullable<Audience['rules']> = {
  all: [
    { did: { event: 'purchase', times: 2, time: { relative: { unit: 'day', last: 180 } } } },
    { not: { did: { event: 'purchase', times: 1, time: { relative: { unit: 'day', last: 30 } } } } },
    { field: 'customer_country', op: 'in', values: ['United States', 'Canada'] },
  ],
};

const wordsOfRules =
  'customers who did purchase at least 2 times in the last 180 days and did not purchase in the last 30 days and whose country is United States or Canada';

const acts = (...names: string[]): Audience['acts'] =>
  names.map((operation) => ({ operation, allowed: true, reason: null }));

export const audience: Audience = {
  id: 'aud_1',
  name: 'High-value lapsed',
  description: 'For the winter campaign',
  status: 'ready',
  version: 7,
  people: 12_480,
  rules,
  words: wordsOfRules,
  created_by: 'usr_1',
  created_at: '2026-10-02T09:00:00Z',
  updated_at: '2026-11-23T15:10:00Z',
  revision: '7',
  acts: acts('audience_update', 'audience_archive', 'activation_push'),
};

export const audiences: Audience[] = [
  audience,
  {
    ...audience,
    id: 'aud_2',
    name: 'Cart abandoners 7 days',
    people: 3911,
    version: 2,
    created_by: 'usr_2',
    updated_at: '2026-11-20T10:00:00Z',
  },
  {
    ...audience,
    id: 'aud_3',
    name: 'VIP newsletter',
    status: 'draft',
    version: null,
    people: null,
    rules: null,
    words: null,
    updated_at: '2026-11-19T10:00:00Z',
  },
];

export const size: AudienceSize = {
  people: 12_480,
  reachable: 11_902,
  consented: 10_377,
  total_customers: 84_210,
  counts: [
    { pointer: '', kept: 12_480, dropped: 71_730 },
    { pointer: '/all/0', kept: 19_302, dropped: 64_908 },
    { pointer: '/all/1', kept: 70_115, dropped: 14_095 },
    { pointer: '/all/2', kept: 51_004, dropped: 33_206 },
  ],
  words: wordsOfRules,
  data_until: '2026-11-23',
  elapsed_ms: 38,
  sql: 'SELECT customer_id\nFROM customers\nWHERE …',
};

export const versions: AudienceVersion[] = [
  {
    version: 7,
    rules,
    words: wordsOfRules,
    definition_hash: '9f3c',
    people: 12_480,
    created_by: 'usr_1',
    created_at: '2026-11-23T15:10:00Z',
    changes: ['added: did not purchase in the last 30 days'],
  },
  {
    version: 6,
    rules,
    words: wordsOfRules,
    definition_hash: '77aa',
    people: 14_750,
    created_by: 'usr_2',
    created_at: '2026-11-02T08:00:00Z',
    changes: [],
  },
];

export const accounts: Account[] = [
  {
    login_id: null,
    created_by: 'usr_1',
    id: 'acc_1',
    platform: 'google-ads',
    external_id: '123-456-7890',
    name: 'Acme US',
    sandbox: false,
    created_at: '2026-09-01T00:00:00Z',
  },
  {
    login_id: null,
    created_by: 'usr_1',
    id: 'acc_2',
    platform: 'sandbox',
    external_id: '000-000-0001',
    name: 'Try-out',
    sandbox: true,
    created_at: '2026-09-01T00:00:00Z',
  },
];

export const receipt: Receipt = {
  audience: 12_480,
  sent: 5873,
  already_there: 4000,
  held_out: 624,
  no_consent: 1450,
  no_identifier: 500,
  duplicate: 21,
  rejected: 12,
  failed: 0,
  not_sent: 0,
  removed: 218,
  refreshed: 0,
  adds_up: true,
};

export const expected = {
  audience: 12_480,
  sends: 5885,
  removes: 218,
  held_out: 624,
  no_consent: 1450,
  no_identifier: 500,
  already_there: 4000,
  duplicate: 21,
};

export const job: Job = {
  id: 'job_412',
  number: 412,
  audience_id: 'aud_1',
  audience_name: 'High-value lapsed',
  audience_version: 7,
  words: wordsOfRules,
  changes: ['added: did not purchase in the last 30 days'],
  platform: 'google-ads',
  account_id: 'acc_1',
  account_name: 'Acme US',
  list_name: 'RT High-value lapsed',
  list_id: '881',
  holdout_pct: 5,
  membership_days: 540,
  rehearsal: null,
  schedule: null,
  drift_pct: null,
  sync_id: null,
  state: 'done',
  cause: null,
  next_step: null,
  note: 'Winter campaign, 20,000 USD.',
  asked_by: 'usr_1',
  asked_by_name: 'Ana Ruiz',
  asked_at: '2026-11-23T09:02:00Z',
  expires_at: '2026-11-24T09:02:00Z',
  decided_by: 'usr_2',
  decided_by_name: 'Ben Kim',
  decided_at: '2026-11-23T09:15:00Z',
  decision_note: null,
  started_at: '2026-11-23T09:15:10Z',
  finished_at: '2026-11-23T09:19:00Z',
  digest: 'sha256:5d41402abc4b2a76',
  expected,
  done: 12_480,
  total: 12_480,
  receipt,
  platform_says: {
    requests: 4,
    received: 5873,
    failed: 0,
    match_rate: '98.6 %',
    list_size_words: null,
    list_size: 9731,
    status: 'Processed',
    reasons: [],
    checked_at: '2026-11-23T09:20:00Z',
  },
  acts: [],
};

export const waitingJob: Job = {
  ...job,
  id: 'job_413',
  number: 413,
  state: 'waiting_for_approval',
  asked_by: 'usr_2',
  asked_by_name: 'Ben Kim',
  asked_at: '2026-11-24T07:40:00Z',
  expires_at: '2026-11-25T07:40:00Z',
  decided_by: null,
  decided_by_name: null,
  decided_at: null,
  started_at: null,
  finished_at: null,
  receipt: null,
  platform_says: null,
  done: 0,
  total: null,
  acts: acts('activation_approve', 'activation_reject'),
};

export const ownJob: Job = {
  ...waitingJob,
  id: 'job_414',
  number: 414,
  audience_name: 'Cart abandoners 7 days',
  asked_by: 'usr_1',
  asked_by_name: 'Ana Ruiz',
  acts: [
    { operation: 'activation_approve', allowed: false, reason: 'You asked for this push.' },
    { operation: 'activation_reject', allowed: false, reason: 'You asked for this push.' },
    { operation: 'activation_cancel', allowed: true, reason: null },
  ],
};

export const runningJob: Job = {
  ...job,
  id: 'job_415',
  number: 415,
  state: 'running',
  audience_name: 'Repeat buyers',
  done: 7740,
  finished_at: null,
  receipt: null,
  platform_says: null,
  acts: acts('activation_cancel'),
};

export const failedJob: Job = {
  ...job,
  id: 'job_411',
  number: 411,
  state: 'failed',
  cause: 'The token of account 123-456-7890 expired.',
  next_step: 'Connect the account again, then retry.',
  receipt: { ...receipt, sent: 0, failed: 5873 },
  acts: acts('activation_retry'),
};

export const auditRows: AuditRow[] = [
  {
    details: null,
    seq: 48_211,
    at: '2026-11-23T09:15:00Z',
    actor: 'usr_2',
    actor_name: 'Ben Kim',
    as_owner: false,
    action: 'activation_approve',
    object: 'job_412',
    summary: 'Approved push 412 to Google Ads',
    request_id: 'req_9',
    hash: 'a94a8fe5',
  },
  {
    details: null,
    seq: 48_210,
    at: '2026-11-23T09:02:00Z',
    actor: 'usr_1',
    actor_name: 'Ana Ruiz',
    as_owner: true,
    action: 'activation_push',
    object: 'aud_1',
    summary: null,
    request_id: 'req_8',
    hash: '0beec7b5',
  },
];
