import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { postForResult } from '@/lib/events';
import type { AskQuery } from '@truffle/types/api';
import type { Asked } from '../contract';
import { exploreKeys, keepAsked } from '../queries';

export interface Live {
  body: AskQuery;
  state: 'asking' | 'stopped' | 'failed';
  step: 'understanding' | 'running' | 'writing';
  /** How the question was read, once that is known. */
  reading: string | null;
  rows: number | null;
  startedAt: number;
  error: unknown;
}

export interface Asking {
  live: Live | null;
  ask: (body: AskQuery) => void;
  stop: () => void;
  drop: () => void;
}

/** One question on its way at a time. What was asked is kept in its conversation; a new one is gone to once it is there. */
export function useAsk(conversation: string | null): Asking {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [live, setLive] = useState<Live | null>(null);
  const running = useRef<AbortController | null>(null);
  /* Leaving the page stops what nobody waits for. */
  useEffect(() => () => running.current?.abort(), []);

  const ask = (body: AskQuery): void => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const here = (change: Partial<Live>): void => {
      if (running.current === control) setLive((now) => (now ? { ...now, ...change } : now));
    };
    setLive({ ...begun, body, startedAt: Date.now() });
    const sent = { ...body, conversation: conversation ?? 'new' };
    postForResult('/api/ask', sent, control.signal, (name, data) => {
      here(stepOf(name, data));
    }).then(
      (result) => {
        if (running.current !== control) return;
        const asked = readAsked(result);
        keepAsked(client, asked, body.question ?? null, body.replaces ?? null);
        client.setQueryData(exploreKeys.fresh, asked.conversation?.id ?? null);
        setLive(null);
        if (asked.conversation && asked.conversation.id !== conversation)
          void navigate({
            to: '/data-explorer/$conversation',
            params: { conversation: asked.conversation.id },
          });
      },
      (error: unknown) => {
        if (!control.signal.aborted) here({ state: 'failed', error });
      },
    );
  };
  return {
    live,
    ask,
    stop: () => {
      running.current?.abort();
      setLive((now) => (now ? { ...now, state: 'stopped' } : now));
    },
    drop: () => {
      running.current?.abort();
      running.current = null;
      setLive(null);
    },
  };
}

const begun = { state: 'asking', step: 'understanding', reading: null, rows: null, error: null } as const;

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** What an event of the stream says of the work. */
export function stepOf(name: string, data: unknown): Partial<Live> {
  const reading = member(data, 'reading');
  const rows = member(data, 'rows');
  switch (name) {
    case 'reading':
      return { step: 'running', reading: typeof reading === 'string' ? reading : null };
    case 'sql':
      return { step: 'running' };
    case 'rows':
      return { step: 'writing', rows: typeof rows === 'number' ? rows : null };
    default:
      return {};
  }
}

function readAsked(value: unknown): Asked;
function readAsked(value: unknown): unknown {
  return value;
}
