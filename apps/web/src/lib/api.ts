import type { FieldError, Operations, Problem } from '@truffle/types/api';

export type OperationPath = keyof Operations;
export type Result<K extends OperationPath> = Operations[K]['result'];
export type Args<K extends OperationPath> = Omit<Operations[K], 'result'> & { signal?: AbortSignal };

interface LooseArgs {
  path?: object;
  query?: object;
  match?: string;
  key?: string;
  body?: unknown;
  signal?: AbortSignal;
}

/** What the server said went wrong, or that it could not be reached (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly next_step: string | null;
  readonly request_id: string | null;
  readonly errors: FieldError[];
  readonly retryAfter: number | null;

  constructor(problem: Partial<Problem> & { status: number }, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title ?? 'The request failed.');
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code ?? 'unknown';
    this.detail = this.message;
    this.next_step = problem.next_step ?? null;
    this.request_id = problem.request_id ?? null;
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** Calls one operation of the server: `call('GET /api/audiences/{id}', { path: { id } })`.
 * `match` is the revision that a change is meant for, `key` the name of one piece of work however often it is sent. */
export function call<K extends OperationPath>(operation: K, args: Args<K>): Promise<Result<K>>;
export async function call(operation: OperationPath, args: LooseArgs): Promise<unknown> {
  const [method = 'GET', template = '/'] = operation.split(' ');
  const url = fillPath(template, args.path) + queryText(args.query);
  const response = await send(url, method, args);
  if (!response.ok) throw await failure(response);
  const body: unknown = response.status === 204 ? null : await response.json();
  return body;
}

export function fillPath(template: string, path: object = {}): string {
  const values = new Map<string, unknown>(Object.entries<unknown>({ ...path }));
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
}

export function queryText(query: object = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries<unknown>({ ...query })) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (typeof one === 'string' && one !== '') params.append(name, one);
      else if (typeof one === 'number' || typeof one === 'boolean') params.append(name, String(one));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Sends one request; throws when the server can't be reached. */
export async function send(
  url: string,
  method: string,
  args: LooseArgs,
  accept = 'application/json',
): Promise<Response> {
  const headers = new Headers({ Accept: accept });
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (args.signal) init.signal = args.signal;
  if (args.match !== undefined) headers.set('If-Match', `"${args.match}"`);
  if (args.key !== undefined) headers.set('Idempotency-Key', args.key);
  if (method !== 'GET') {
    headers.set('Content-Type', 'application/json');
    if (args.body !== undefined) init.body = JSON.stringify(args.body);
  }
  try {
    return await fetch(url, init);
  } catch (error) {
    if (args.signal?.aborted) throw error;
    throw new ApiError({
      status: 0,
      code: 'network',
      detail: 'The server could not be reached.',
      next_step: 'Check the connection and that truffle is running.',
    });
  }
}

export async function failure(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const said: unknown = await response.json().catch(() => null);
  const problem: Partial<Problem> = typeof said === 'object' && said !== null ? said : {};
  const fallback = { title: `The server answered ${response.status}.`, ...problem, status: response.status };
  return new ApiError(fallback, Number.isFinite(wait) ? wait : null);
}

/** Reads are repeated once, and only when the network failed or the server asked to wait. */
export function shouldRetry(failures: number, error: unknown): boolean {
  return failures < 1 && error instanceof ApiError && (error.status === 0 || error.status === 503);
}

export function retryDelay(_: number, error: unknown): number {
  const seconds = error instanceof ApiError && error.retryAfter !== null ? error.retryAfter : 0.5;
  return Math.min(seconds, 10) * 1000;
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** The message for one field of a form, by its JSON pointer. */
export function fieldError(error: unknown, pointer: string): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.errors.find((one) => one.pointer === pointer)?.detail ?? null;
}

export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
