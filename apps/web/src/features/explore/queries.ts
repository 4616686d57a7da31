import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Answer, Conversation, Cost, Plan } from '@truffle/types/api';
import { call } from '@/lib/api';
import type { Asked } from './contract';
import { askedOf, planKey, withTurn } from './model';

/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- query options carry their own types */

export const exploreKeys = {
  all: ['explore'] as const,
  conversations: ['explore', 'conversations'] as const,
  conversation: (id: string) => ['explore', 'conversation', id] as const,
  artifacts: ['explore', 'artifacts'] as const,
  /** The conversation that this tab has just had an answer in. */
  fresh: ['explore', 'fresh'] as const,
  answer: (plan: Plan) => ['explore', 'answer', planKey(plan)] as const,
};

export const conversationsQuery = (q: string) =>
  queryOptions({
    queryKey: [...exploreKeys.conversations, q],
    queryFn: ({ signal }) => call('GET /api/conversations', { query: { q, limit: 100 }, signal }),
    placeholderData: keepPreviousData,
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: exploreKeys.conversation(id),
    queryFn: ({ signal }) => call('GET /api/conversations/{id}', { path: { id }, signal }),
  });

export const artifactsQuery = (q: string) =>
  queryOptions({
    queryKey: [...exploreKeys.artifacts, q],
    queryFn: ({ signal }) => call('GET /api/artifacts', { query: { q, limit: 100 }, signal }),
    placeholderData: keepPreviousData,
  });

export const artifactQuery = (id: string) =>
  queryOptions({
    queryKey: [...exploreKeys.artifacts, 'one', id],
    queryFn: ({ signal }) => call('GET /api/artifacts/{id}', { path: { id }, signal }),
  });

/** It reads more than a person wants to be asked about first. */
export class Waits extends Error {
  readonly cost: Cost;

  constructor(cost: Cost) {
    super('It reads much.');
    this.cost = cost;
  }
}

/** `most`: bytes above which it throws `Waits` and runs nothing; 0 for however much. */
export const answerQuery = (plan: Plan, most: number) =>
  queryOptions({
    queryKey: exploreKeys.answer(plan),
    queryFn: ({ signal }) =>
      most === 0 ? call('POST /api/query', { body: plan, signal }) : answerBelow(plan, most, signal),
    staleTime: 60_000,
  });

async function answerBelow(plan: Plan, most: number, signal: AbortSignal): Promise<Answer> {
  const said = await call('POST /api/ask', { body: { plan, confirm_above_bytes: most }, signal });
  const { answer, estimate } = askedOf(said);
  if (answer) return answer;
  throw estimate ? new Waits(estimate) : new Error('There is no answer.');
}

export const sqlTablesQuery = queryOptions({
  queryKey: ['explore', 'tables'],
  queryFn: ({ signal }) => call('GET /api/sql/tables', { signal }),
  staleTime: 5 * 60_000,
});

/** Keeps what an asking brought: its answer under its plan, its turn in the conversation. */
export function keepAsked(
  client: QueryClient,
  asked: Asked,
  question: string | null,
  replaces: number | null,
): void {
  const { answer, conversation } = asked;
  if (asked.plan && answer) client.setQueryData(exploreKeys.answer(asked.plan), answer);
  if (!conversation) return;
  client.setQueryData(exploreKeys.conversation(conversation.id), (before: Conversation | undefined) =>
    withTurn(before, asked, question, replaces, new Date()),
  );
  void client.invalidateQueries({ queryKey: exploreKeys.conversation(conversation.id) });
  void client.invalidateQueries({ queryKey: exploreKeys.conversations });
}
