import type { Answer, Cell, Model, Plan } from '@truffle/types/api';
import { labelOf, metricOf } from './catalog';
import { asNumber } from './format';

/* A rate of few cases says little: it is marked. */

const fewest = 30;

/** Why the figure of this name in this row has few cases under it; null where it hasn't, or nobody knows. */
export type FewOf = (row: Cell[] | undefined, name: string) => string | null;

export const noneFew: FewOf = () => null;

function why(cases: Cell | undefined, label: string): string | null {
  const number = asNumber(cases);
  return number !== null && number < fewest ? `Fewer than ${fewest} ${label.toLowerCase()}` : null;
}

/** What isn't in a plan and is needed to know of how many cases its ratios are. */
export function missingCases(plan: Plan, model: Model): string[] {
  const wanted = plan.metrics.flatMap((name) => metricOf(model, name)?.cases ?? []);
  return [...new Set(wanted)].filter((name) => !plan.metrics.includes(name));
}

const indexOf = (answer: Answer, name: string): number =>
  answer.columns.findIndex((column) => column.name === name);

/** The cells that say which row it is. */
function keyOf(answer: Answer, row: Cell[], but: readonly string[] = []): string {
  return JSON.stringify(
    row.filter((_, at) => {
      const column = answer.columns[at];
      return column?.kind === 'dimension' && !but.includes(column.name);
    }),
  );
}

/** By what the answer holds itself; `more` is one to the same rows with the counts that it lacks. */
export function fewIn(answer: Answer, model: Model | undefined, more?: Answer): FewOf {
  if (indexOf(answer, 'rate_from_first') >= 0) return fewOfSteps(answer);
  if (indexOf(answer, 'cohort') >= 0) return fewOfCohorts(answer);
  const others = new Map(more?.rows.map((row) => [keyOf(more, row), row]));
  return (row, name) => {
    const cases = metricOf(model, name)?.cases;
    if (!row || !cases) return null;
    const own = indexOf(answer, cases);
    const other = own < 0 && more ? others.get(keyOf(answer, row)) : undefined;
    return why(own >= 0 ? row[own] : other?.[more ? indexOf(more, cases) : -1], labelOf(model, cases));
  };
}

/** A step's rates are of those who were at the step before, and at the first. */
function fewOfSteps(answer: Answer): FewOf {
  const count = indexOf(answer, 'count');
  const step = indexOf(answer, 'step');
  const places = new Map<Cell[], { first: Cell | undefined; previous: Cell | undefined }>();
  let first: Cell | undefined;
  let previous: Cell | undefined;
  for (const row of answer.rows) {
    const begins = asNumber(row[step]) === 1;
    places.set(row, begins ? { first: undefined, previous: undefined } : { first, previous });
    first = begins ? row[count] : first;
    previous = row[count];
  }
  return (row, name) => {
    const place = row && places.get(row);
    if (name === 'rate_from_first') return why(place?.first, 'at the first step');
    return name === 'rate_from_previous' ? why(place?.previous, 'at the step before') : null;
  };
}

/** A cohort's rates are of those who were in it at its start. */
function fewOfCohorts(answer: Answer): FewOf {
  const users = indexOf(answer, 'users');
  const period = indexOf(answer, 'period');
  const starts = new Map<string, Cell | undefined>();
  for (const row of answer.rows)
    if (asNumber(row[period]) === 0) starts.set(cohortKey(answer, row), row[users]);
  return (row, name) =>
    row && name === 'rate' ? why(starts.get(cohortKey(answer, row)), 'people in the cohort') : null;
}

function cohortKey(answer: Answer, row: Cell[]): string {
  const others = ['period', 'users', 'rate'].map((name) => indexOf(answer, name));
  return JSON.stringify(row.filter((_, at) => !others.includes(at)));
}
