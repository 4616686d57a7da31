import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { ApiError } from '@/lib/api';
import { server } from '@/test/server';
import { EventReader, postForResult, type ServerEvent } from './events';

const text = 'event: reading\ndata: {"a":1}\n\n: a comment\n\nevent: rows\ndata: {"n":\ndata: 2}\nid: 4\n\n';
const expected: ServerEvent[] = [
  { name: 'reading', data: '{"a":1}' },
  { name: 'rows', data: '{"n":\n2}' },
];

describe('a stream of events', () => {
  it.each([1, 2, 3, 7, 1000])('is the same in pieces of %i', (size) => {
    for (const whole of [text, text.replaceAll('\n', '\r\n')]) {
      const reader = new EventReader();
      const found: ServerEvent[] = [];
      for (let at = 0; at < whole.length; at += size) found.push(...reader.push(whole.slice(at, at + size)));
      expect(found).toEqual(expected);
    }
  });

  const streamed = (body: string): void => {
    server.use(
      http.post(
        '*/api/ask',
        () => new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } }),
      ),
    );
  };
  const steps: string[] = [];
  const ask = (): Promise<unknown> =>
    postForResult('/api/ask', {}, new AbortController().signal, (name) => steps.push(name));

  it('gives its steps and its result', async () => {
    streamed(`${text}event: result\ndata: {"kind":"plan"}\n\n`);
    expect(await ask()).toEqual({ kind: 'plan' });
    expect(steps).toEqual(['reading', 'rows']);
  });

  it('throws what the server says went wrong, and a break', async () => {
    streamed(
      'event: error\ndata: {"status":504,"code":"timeout","detail":"Too long.","request_id":"r1"}\n\n',
    );
    await expect(ask()).rejects.toMatchObject({ status: 504, code: 'timeout', request_id: 'r1' });
    streamed('event: reading\ndata: {}\n\nevent: res');
    await expect(ask()).rejects.toThrow('broke off');
  });

  it('may be no stream at all', async () => {
    server.use(http.post('*/api/ask', () => HttpResponse.json({ kind: 'refuse' })));
    expect(await ask()).toEqual({ kind: 'refuse' });
    server.use(http.post('*/api/ask', () => HttpResponse.json({ code: 'invalid' }, { status: 422 })));
    await expect(ask()).rejects.toBeInstanceOf(ApiError);
  });
});
