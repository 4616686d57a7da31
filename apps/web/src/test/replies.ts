import type { OperationPath, Result } from '@/lib/api';
import {
  accounts,
  answer,
  audience,
  audiences,
  auditRows,
  breakdownAnswer,
  channels,
  failedJob,
  job,
  kpis,
  me,
  model,
  ownJob,
  people,
  runningJob,
  size,
  trendAnswer,
  versions,
  waitingJob,
} from './fixtures';

type Replies = { [K in OperationPath]?: (request: { url: URL; body: unknown }) => Result<K> };

export const jobs = [ownJob, waitingJob, runningJob, job, failedJob];

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function names(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.map((one) => (typeof one === 'string' ? one : String(read(one, 'name'))));
}

/** What the server says when all is well; a test replaces what it is about. */
export const replies: Replies = {
  'GET /api/auth/me': () => me,
  'PATCH /api/auth/me': () => me,
  'POST /api/auth/link': () => me,
  'POST /api/auth/logout': () => null,
  'PATCH /api/workspace': ({ body }) => ({ ...me.workspace, name: String(read(body, 'name')) }),
  'GET /api/model': () => model,
  'GET /api/model/values': () => ({
    items: ['United States', 'Canada', 'Germany'].map((value, at) => ({ value, count: 9000 / (at + 1) })),
  }),
  'GET /api/analytics/kpis': () => kpis,
  'POST /api/query': ({ body }) => {
    const by = names(read(body, 'dimensions'));
    const metrics = names(read(body, 'metrics'));
    if (by[0] === 'date') return trendAnswer(metrics[0]);
    return by[0] === undefined ? answer([], []) : breakdownAnswer(by[0], channels, metrics);
  },
  'GET /api/conversations': () => ({ items: [], next_cursor: null }),
  'GET /api/artifacts': () => ({ items: [], next_cursor: null }),
  'GET /api/sql/tables': () => ({
    dialect: 'duckdb',
    items: [{ name: 'sessions', columns: [{ name: 'country', type: 'VARCHAR' }] }],
  }),
  'GET /api/audiences': ({ url }) => {
    const q = url.searchParams.get('q')?.toLowerCase() ?? '';
    return { items: audiences.filter((one) => one.name.toLowerCase().includes(q)), next_cursor: null };
  },
  'POST /api/audiences': ({ body }) => ({
    ...audience,
    id: 'aud_9',
    name: String(read(body, 'name')),
    version: null,
    status: 'draft',
    rules: null,
    words: null,
  }),
  'GET /api/audiences/{id}': ({ url }) => ({
    ...(audiences.find((one) => url.pathname.endsWith(one.id)) ?? audience),
  }),
  'PATCH /api/audiences/{id}': ({ body }) => ({ ...audience, version: 8, name: String(read(body, 'name')) }),
  'DELETE /api/audiences/{id}': () => null,
  'GET /api/audiences/{id}/versions': () => ({ items: versions, next_cursor: null }),
  'GET /api/audiences/{id}/size': () => size,
  'GET /api/audiences/{id}/sample': () => ({
    items: Array.from({ length: 8 }, (_, at) => ({
      customer_id: `C-10${at}42`,
      country: at === 3 ? null : 'United States',
      created_at: '2026-03-04T10:00:00Z',
    })),
  }),
  'POST /api/audiences/preview': () => size,
  'GET /api/accounts': () => ({ items: accounts, next_cursor: null }),
  'POST /api/activation/audiences/{id}/push': () => waitingJob,
  'GET /api/activation/jobs/{id}': ({ url }) => jobs.find((one) => url.pathname.endsWith(one.id)) ?? job,
  'POST /api/activation/jobs/{id}/approve': () => ({ ...waitingJob, state: 'queued' }),
  'POST /api/activation/jobs/{id}/reject': () => ({ ...waitingJob, state: 'rejected' }),
  'POST /api/activation/jobs/{id}/cancel': () => ({ ...runningJob, state: 'cancelled' }),
  'POST /api/activation/jobs/{id}/retry': () => ({ ...failedJob, state: 'queued' }),
  'GET /api/activation/history': ({ url }) => {
    const states = url.searchParams.getAll('state');
    return {
      items: jobs.filter((one) => states.length === 0 || states.includes(one.state)),
      next_cursor: null,
    };
  },
  'GET /api/audit': () => ({ items: auditRows, next_cursor: null }),
  'GET /api/audit/verify': () => ({ rows: 48_211, first_bad: 0, reason: null }),
  'GET /api/users': () => ({ items: people, next_cursor: null }),
};
