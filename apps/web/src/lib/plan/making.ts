import type { Answer } from '@truffle/types/api';
import type { Making } from '@truffle/ui/HowMade';
import { ago, bytes, days, elapsed, exact, moment } from '@/lib/format';

/** What "How is this made?" shows of an answer. */
export function makingOf(
  answer: Answer,
  title: string,
  timeZone: string,
  definition?: string | null,
): Making {
  const facts: Making['facts'] = [
    ['Days', answer.from && answer.to ? days(answer.from, answer.to) : 'All time'],
    ...(answer.before_from && answer.before_to
      ? [['Compared with', days(answer.before_from, answer.before_to)] satisfies [string, string]]
      : []),
    ['Rows read', exact(answer.rows_read)],
    ['Bytes read', bytes(answer.bytes_read)],
    ['Cost', answer.cost_usd === 0 ? 'None' : exact(answer.cost_usd, { format: 'currency', unit: 'USD' })],
    ['Took', answer.cached ? `${elapsed(answer.elapsed_ms)}, from the cache` : elapsed(answer.elapsed_ms)],
    ['Data to', answer.data_until ?? 'not known'],
    [
      'Loaded',
      answer.loaded_at ? `${moment(answer.loaded_at, timeZone)} (${ago(answer.loaded_at)})` : 'not known',
    ],
    ['Data version', answer.data_version],
    ['Plan hash', answer.plan_hash],
  ];
  return {
    title,
    definition: definition ?? null,
    reading: answer.reading,
    facts,
    plan: answer.plan,
    sql: answer.sql,
    parameters: answer.parameters,
  };
}
