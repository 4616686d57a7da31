import type { Problem } from '@truffle/types/api';
import { delay, http, HttpResponse, type HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import type { OperationPath, Result } from '@/lib/api';
import { replies } from './replies';

type Asked = { url: URL; body: unknown; headers: Headers };

function handler(operation: string, respond: (asked: Asked) => Promise<Response> | Response): HttpHandler {
  const [method, path = ''] = operation.split(' ');
  const address = `*${path.replace(/\{(\w+)\}/g, ':$1')}`;
  const resolve = async ({ request }: { request: Request }): Promise<Response> => {
    const text = await request.clone().text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    return respond({ url: new URL(request.url), body, headers: request.headers });
  };
  switch (method) {
    case 'POST':
      return http.post(address, resolve);
    case 'PATCH':
      return http.patch(address, resolve);
    case 'DELETE':
      return http.delete(address, resolve);
    default:
      return http.get(address, resolve);
  }
}

/* Fixed addresses before those with a parameter. */
const usual = Object.entries(replies)
  .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
  .map(([operation, reply]) => handler(operation, (asked) => HttpResponse.json(reply(asked))));

export const server = setupServer(...usual);

/** Replaces what the server says to one operation, for this test. Gives what it was asked. */
export function reply<K extends OperationPath>(
  operation: K,
  result: Result<K> | ((asked: Asked) => Result<K>),
): Asked[] {
  const calls: Asked[] = [];
  server.use(
    handler(operation, (asked) => {
      calls.push(asked);
      return HttpResponse.json(typeof result === 'function' ? result(asked) : result);
    }),
  );
  return calls;
}

/** The operation fails with problem details; `times` says how often, then the usual reply comes again.
 * Gives what it was asked. */
export function fail(
  operation: OperationPath,
  problem: Partial<Problem> & { status: number },
  times = Infinity,
): Asked[] {
  const calls: Asked[] = [];
  let left = times;
  const usualReply = replies[operation];
  server.use(
    handler(operation, (asked) => {
      calls.push(asked);
      left -= 1;
      if (left < 0 && usualReply) return HttpResponse.json(usualReply(asked));
      return HttpResponse.json(
        {
          type: 'about:blank',
          title: 'Failed',
          code: 'internal',
          detail: 'It broke.',
          next_step: null,
          request_id: 'req_1',
          ...problem,
        },
        { status: problem.status },
      );
    }),
  );
  return calls;
}

export function hang(operation: OperationPath): void {
  server.use(
    handler(operation, async () => {
      await delay('infinite');
      return HttpResponse.json(null);
    }),
  );
}
