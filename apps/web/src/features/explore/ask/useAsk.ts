import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { AskQuery, Conversation, Cost, Plan } from '@truffle/types/api';
import { useEffect, useRef, useState } from 'react';
import { newKey } from '@/lib/key';
import type { Asked } from '../contract';
import { exploreKeys, keepAsked } from '../queries';
import { sendQuestion } from './asking';

export interface Live {
  body: AskQuery;
  state: 'asking' | 'unsure' | 'stopped' | 'failed';
  step: 'understanding' | 'running' | 'writing';
  /** How the question was read, once that is known. */
  reading: string | null;
  rows: number | null;
  /** The connection broke off and it is tried again. */
  broke: boolean;
  startedAt: number;
  error: unknown;
  /** Of one that a person is asked about first. */
  waits: { plan: Plan; cost: Cost } | null;
}

export interface Asking {
  live: Live | null;
  /** `sure`: however much it reads. */
  ask: (body: AskQuery, sure?: boolean) => void;
  stop: () => void;
  drop: () => void;
}

/** One question on its way at a time. What was asked is kept in its conversation; a new one is gone to once it is there. */
export function useAsk(conversation: Conversation | null, confirmAbove: number): Asking {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [live, setLive] = useState<Live | null>(null);
  const running = useRef<AbortController | null>(null);
  /* Leaving the page stops what nobody waits for. */
  useEffect(() => () => running.current?.abort(), []);

  const arrive = (asked: Asked, body: AskQuery): void => {
    keepAsked(client, asked, body.question ?? null, body.replaces ?? null);
    client.setQueryData(exploreKeys.fresh, asked.conversation?.id ?? null);
    setLive(null);
    if (asked.conversation && asked.conversation.id !== conversation?.id)
      void navigate({
        to: '/data-explorer/$conversation',
        params: { conversation: asked.conversation.id },
      });
  };
  const ask = (body: AskQuery, sure = false): void => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const here = (change: Partial<Live>): void => {
      if (running.current === control) setLive((now) => (now ? { ...now, ...change } : now));
    };
    setLive({ ...begun, body, startedAt: Date.now() });
    /* A new one is begun under a name, so that it can be found when the connection breaks off. */
    const name = conversation?.id ?? `web-${newKey()}`;
    const limit = sure || confirmAbove === 0 ? {} : { confirm_above_bytes: confirmAbove };
    sendQuestion({
      body: { ...body, conversation: name, ...limit },
      turns: conversation?.turns ?? 0,
      signal: control.signal,
      onEvent: (event, data) => {
        here(stepOf(event, data));
      },
      onBreak: () => {
        here({ broke: true, step: 'understanding', rows: null });
      },
    }).then(
      (asked) => {
        const { plan, estimate } = asked;
        if (running.current !== control) return;
        if (plan && estimate) here({ state: 'unsure', waits: { plan, cost: estimate } });
        else arrive(asked, body);
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

const begun = {
  state: 'asking',
  step: 'understanding',
  reading: null,
  rows: null,
  broke: false,
  error: null,
  waits: null,
} as const;

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
