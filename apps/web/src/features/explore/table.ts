import type { Answer, Cell, Column } from '@truffle/types/api';
import { asNumber } from '@/lib/format';

/* Sorting what has been loaded: numbers by size, words by the alphabet, nothing always last. */

export interface Sort {
  column: string;
  down: boolean;
}

export function sortRows(
  columns: readonly Pick<Column, 'name' | 'type'>[],
  rows: Cell[][],
  sort: Sort | null,
): Cell[][] {
  const index = columns.findIndex((column) => column.name === sort?.column);
  const column = columns[index];
  if (!sort || !column) return rows;
  const numeric = column.type === 'integer' || column.type === 'number';
  const sign = sort.down ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[index] ?? null, other[index] ?? null];
    if (a === null || a === '') return b === null || b === '' ? 0 : 1;
    if (b === null || b === '') return -1;
    if (numeric) return sign * ((asNumber(a) ?? 0) - (asNumber(b) ?? 0));
    return sign * (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
  });
}

/** The first press shows the largest numbers, or words from the start; the next turns it round. */
export function nextSort(now: Sort | null, column: Pick<Column, 'name' | 'type'>): Sort {
  const down = column.type === 'integer' || column.type === 'number';
  return now?.column === column.name
    ? { column: column.name, down: !now.down }
    : { column: column.name, down };
}

/** What the change columns say stands beside the metric itself. */
export function shownColumns(answer: Answer): Column[] {
  const names = new Set(answer.columns.map((column) => column.name));
  return answer.columns.filter(({ name }) => {
    const stem = name.replace(/_change(_pct)?$/, '');
    return stem === name || !names.has(`${stem}_before`);
  });
}
