import type { AskQuery, Turn } from '@truffle/types/api';
import { ApiError, call } from '@/lib/api';
import { postForResult } from '@/lib/events';
import type { Asked } from '../contract';
import { askedOf, planKey } from '../model';

/* A question is sent; when its connection breaks off, what the server had finished is fetched from the conversation, else the
 * question is sent once more by itself. */

/** How long the server may take to notice that nobody listens any more. */
const settling = 700;

interface Sending {
  /** With the conversation's id, or the name that a new one is begun under. */
  body: AskQuery & { conversation: string };
  /** Turns that were there before. */
  turns: number;
  signal: AbortSignal;
  onEvent: (name: string, data: unknown) => void;
  onBreak: () => void;
}

export async function sendQuestion(sending: Sending): Promise<Asked> {
  try {
    return await post(sending);
  } catch (error) {
    if (!isBreak(error, sending.signal)) throw error;
    sending.onBreak();
    return (await finished(sending)) ?? (await again(sending));
  }
}

async function again(sending: Sending): Promise<Asked> {
  try {
    return await post(sending);
  } catch (error) {
    const found = isBreak(error, sending.signal) ? await finished(sending) : null;
    if (found) return found;
    throw error;
  }
}

/** What a question that broke off has become meanwhile, before it is sent again. */
export async function finished({ body, turns, signal }: Sending): Promise<Asked | null> {
  await new Promise((wait) => window.setTimeout(wait, settling));
  if (signal.aborted) throw new ApiError({ status: 0, code: 'network' });
  const kept = await call('GET /api/conversations/{id}', { path: { id: body.conversation }, signal }).catch(
    () => null,
  );
  const turn = kept?.history?.at(-1);
  if (!kept || !turn || turn.number <= turns || !answers(turn, body)) return null;
  return { ...askedOf(turn.envelope), conversation: { ...kept, history: null } };
}

function answers(turn: Turn, body: AskQuery): boolean {
  if ((turn.replaces ?? null) !== (body.replaces ?? null)) return false;
  if (body.question !== undefined && body.question !== null) return turn.question === body.question;
  return turn.question === null && planKey(askedOf(turn.envelope).plan) === planKey(body.plan);
}

const isBreak = (error: unknown, signal: AbortSignal): boolean =>
  !signal.aborted && error instanceof ApiError && error.status === 0;

async function post({ body, signal, onEvent }: Sending): Promise<Asked> {
  return readAsked(await postForResult('/api/ask', body, signal, onEvent));
}

function readAsked(value: unknown): Asked;
function readAsked(value: unknown): unknown {
  return value;
}
