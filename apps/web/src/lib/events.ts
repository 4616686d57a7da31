import type { Problem } from '@truffle/types/api';
import { ApiError, failure, send } from '@/lib/api';

export interface ServerEvent {
  name: string;
  data: string;
}

/** Takes a stream of events in pieces, cut anywhere, and gives those that are whole. */
export class EventReader {
  private rest = '';

  push(text: string): ServerEvent[] {
    this.rest += text;
    /* A lone CR at the end may be the first half of a line's end. */
    const ready = this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest;
    const held = this.rest.slice(ready.length);
    const blocks = ready.split(/\r\n\r\n|\n\n|\r\r/);
    this.rest = (blocks.pop() ?? '') + held;
    return blocks.map(readBlock).filter((event) => event.data !== '');
  }
}

function readBlock(block: string): ServerEvent {
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
  }
  return { name, data: data.join('\n') };
}

function parse(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

function problemOf(text: string): ApiError {
  const said = parse(text);
  const problem: Partial<Problem> = typeof said === 'object' && said !== null ? said : {};
  return new ApiError({ status: 500, ...problem });
}

/** Posts and listens: calls `onEvent` for each step and gives what the last event, `result`, holds. Ending `signal` closes
 * the connection, which stops the work. A server that answers at once, without a stream, is fine too. */
export async function postForResult(
  path: string,
  body: unknown,
  signal: AbortSignal,
  onEvent: (name: string, data: unknown) => void,
): Promise<unknown> {
  const response = await send(path, 'POST', { body, signal }, 'text/event-stream');
  if (!response.ok) throw await failure(response);
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream'))
    return parse(await response.text());
  const reader = new EventReader();
  const decoder = new TextDecoder();
  const stream = response.body?.getReader();
  for (;;) {
    const piece = await stream?.read().catch((error: unknown) => {
      throw signal.aborted ? error : brokenOff();
    });
    if (!piece || piece.done) throw brokenOff();
    for (const { name, data } of reader.push(decoder.decode(piece.value, { stream: true }))) {
      if (name === 'error') throw problemOf(data);
      if (name === 'result') {
        await stream?.cancel();
        return parse(data);
      }
      onEvent(name, parse(data));
    }
  }
}

function brokenOff(): ApiError {
  return new ApiError({
    status: 0,
    code: 'network',
    detail: 'The connection broke off before the answer was there.',
    next_step: 'Ask again.',
  });
}
