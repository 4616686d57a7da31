import type { Answer, Cell } from '@truffle/types/api';

/** Raw numbers with a point, empty for not defined; text that a spreadsheet would run as a formula is quoted with '. */
export function toCsv(answer: Pick<Answer, 'columns' | 'rows'>): string {
  const head = answer.columns.map((column) => cell(column.name));
  const rows = answer.rows.map((row) => row.map(cell));
  return [head, ...rows].map((line) => line.join(',')).join('\r\n') + '\r\n';
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
