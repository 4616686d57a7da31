import type { Page } from '@playwright/test';
import type { Answer, Cell, Column } from '@truffle/types/api';

/* What the Overview should say for an answer of `truffle query`, and what it says. */

const shown = (value: number, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat('en-US', options).format(value);

/** With all digits, as tables and receipts have it. */
export function exactly(value: Cell | undefined, { format, unit }: Pick<Column, 'format' | 'unit'>): string {
  if (value === null || value === undefined) return '–';
  if (format === 'percent')
    return shown(Number(value), { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (format === 'currency') return shown(Number(value), { style: 'currency', currency: unit ?? 'USD' });
  return shown(Number(value), { maximumFractionDigits: 0 });
}

export const count = (value: number): string => exactly(value, { format: 'integer', unit: null });

/** As a card has it: exact below 100,000, then three figures; cents below 1,000. */
export function onCard(value: Cell | undefined, column: Pick<Column, 'format' | 'unit'>): string {
  const size = Math.abs(Number(value));
  const short = { notation: 'compact', maximumSignificantDigits: 3 } as const;
  if (value === null || value === undefined || column.format === 'percent') return exactly(value, column);
  if (column.format === 'currency' && size >= 1000)
    return shown(Number(value), {
      style: 'currency',
      currency: column.unit ?? 'USD',
      ...(size < 100_000 ? { maximumFractionDigits: 0 } : short),
    });
  return size < 100_000 ? exactly(value, column) : shown(Number(value), short);
}

export interface Card {
  label: string;
  value: string;
  exact: string;
  before: string;
}

function cellsOf(
  answer: Answer,
  row: Cell[] = [],
): { column: Column; now: Cell; before: Cell | undefined }[] {
  const at = (name: string): number => answer.columns.findIndex((column) => column.name === name);
  return answer.plan.metrics.flatMap((name) => {
    const column = answer.columns[at(name)];
    return column ? [{ column, now: row[at(name)] ?? null, before: row[at(`${name}_before`)] }] : [];
  });
}

export function expectedCards(answer: Answer): Card[] {
  return cellsOf(answer, answer.rows[0]).map(({ column, now, before }) => ({
    label: column.label,
    value: onCard(now, column),
    exact: exactly(now, column),
    before: before === undefined ? '' : `was ${onCard(before, column)}`,
  }));
}

export function cards(page: Page): Promise<Card[]> {
  return page
    .getByRole('group', { name: 'Key figures' })
    .getByRole('article')
    .evaluateAll((articles) =>
      articles.map((article) => {
        const figure = [...article.querySelectorAll('[title]')].find(
          (one) => one.closest('button, a') === null,
        );
        const lines = [...article.querySelectorAll('span')].map((span) => span.textContent);
        return {
          label: article.querySelector('button')?.textContent ?? '',
          value: figure?.textContent ?? '',
          exact: figure?.getAttribute('title') ?? '',
          before: lines.find((line) => line.startsWith('was ')) ?? '',
        };
      }),
    );
}

/** Name, then the figures, of every row. */
export function expectedRows(answer: Answer): string[][] {
  return answer.rows.map((row) => [
    String(row[0]),
    ...cellsOf(answer, row).map(({ column, now }) => exactly(now, column)),
  ]);
}

export async function rows(page: Page, table: string): Promise<string[][]> {
  const read = await page
    .getByRole('table', { name: table })
    .locator('tbody tr')
    .evaluateAll((lines) =>
      lines.map((line) =>
        [...line.children].map((cell) => (cell instanceof HTMLElement ? cell.innerText : '')),
      ),
    );
  return read.map(([name = '', ...cells]) => [name, ...cells.map((cell) => cell.split(/\s/)[0] ?? '')]);
}
