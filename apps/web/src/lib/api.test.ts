import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { audience } from '@/test/fixtures';
import { fail, reply, server } from '@/test/server';
import { ApiError, call, fieldError, fillPath, isMissing, queryText, retryDelay, shouldRetry } from './api';

describe('addresses', () => {
  it.each([
    ['/api/audiences/{id}', { id: 'a/b' }, '/api/audiences/a%2Fb'],
    ['/api/audiences', undefined, '/api/audiences'],
  ])('fills %s', (template, path, filled) => {
    expect(fillPath(template, path)).toBe(filled);
  });

  it.each([
    [{ q: undefined, limit: 50 }, '?limit=50'],
    [{ state: ['done', 'failed'] }, '?state=done&state=failed'],
    [{ q: '', cursor: null }, ''],
  ])('writes the query %j', (query, text) => {
    expect(queryText(query)).toBe(text);
  });
});

describe('calls', () => {
  it('sends JSON and reads it', async () => {
    const calls = reply('PATCH /api/audiences/{id}', audience);
    await expect(
      call('PATCH /api/audiences/{id}', { path: { id: 'aud_1' }, match: '7a', body: { name: 'New' } }),
    ).resolves.toEqual(audience);
    expect(calls[0]?.body).toEqual({ name: 'New' });
    expect(calls[0]?.headers.get('If-Match')).toBe('"7a"');
    expect(calls[0]?.headers.get('Idempotency-Key')).toBeNull();
  });

  it('says that a body is JSON in every change, also without one', async () => {
    let type: string | null = null;
    server.use(
      http.post('*/api/activation/jobs/:id/cancel', ({ request }) => {
        type = request.headers.get('Content-Type');
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await expect(call('POST /api/activation/jobs/{id}/cancel', { path: { id: 'x' } })).resolves.toBeNull();
    expect(type).toBe('application/json');
  });

  it('turns problem details into an ApiError', async () => {
    fail('GET /api/model', {
      status: 422,
      code: 'invalid',
      detail: 'The name is taken.',
      next_step: 'Choose another.',
      errors: [{ pointer: '/name', detail: 'Taken.' }],
    });
    const error: unknown = await call('GET /api/model', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 422,
      code: 'invalid',
      next_step: 'Choose another.',
      request_id: 'req_1',
    });
    expect(fieldError(error, '/name')).toBe('Taken.');
    expect(fieldError(error, '/other')).toBeNull();
  });

  it('makes an error of an answer that is no JSON, and of no answer', async () => {
    server.use(http.get('*/api/model', () => new HttpResponse('<html>', { status: 502 })));
    await expect(call('GET /api/model', {})).rejects.toMatchObject({ status: 502 });
    server.use(http.get('*/api/model', () => HttpResponse.error()));
    await expect(call('GET /api/model', {})).rejects.toMatchObject({ status: 0, code: 'network' });
  });
});

describe('repeating', () => {
  it.each([
    [0, new ApiError({ status: 0 }), true],
    [0, new ApiError({ status: 503 }), true],
    [1, new ApiError({ status: 503 }), false],
    [0, new ApiError({ status: 500 }), false],
    [0, new Error('x'), false],
  ])('after %s failures with %s: %s', (failures, error, again) => {
    expect(shouldRetry(failures, error)).toBe(again);
  });

  it('waits as long as the server asks, within reason', () => {
    expect(retryDelay(0, new ApiError({ status: 503 }, 2))).toBe(2000);
    expect(retryDelay(0, new ApiError({ status: 503 }, 900))).toBe(10_000);
    expect(retryDelay(0, new ApiError({ status: 0 }))).toBe(500);
    expect(isMissing(new ApiError({ status: 404 }))).toBe(true);
  });
});
