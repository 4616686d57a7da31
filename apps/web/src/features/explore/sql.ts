import type { Scalar } from '@truffle/types/api';

/* A statement and its parameters as one text, and places in a text. */

/* GoogleSQL escapes by a backslash, and marks parameters by @; DuckDB doubles the quote, and marks them by $. */
function literal(value: Scalar, isGoogle: boolean): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (!isGoogle) return `'${value.replaceAll("'", "''")}'`;
  return `'${value.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

/* Text in quotes, names in quotes, comments and dollar-quoted text are passed over; what is left may be a parameter. */
const pieces =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$|`[^`]*`|([$@])([A-Za-z_]\w*)/g;

/** Puts the parameters into the statement, in place of their names. A name that has no value stays. */
export function withLiterals(sql: string, parameters: Record<string, Scalar>): string {
  const values = new Map(Object.entries(parameters));
  return sql.replace(pieces, (whole: string, sign: string | undefined, name: string | undefined) => {
    const value = name === undefined ? undefined : values.get(name);
    return value === undefined ? whole : literal(value, sign === '@');
  });
}

export interface Place {
  line: number;
  column: number;
}

/** "… (line 2, column 15)", as the guard says it. */
export function placeIn(detail: string): Place | null {
  const [, line, column] = /\(line (\d+), column (\d+)\)/.exec(detail) ?? [];
  return line === undefined || column === undefined ? null : { line: Number(line), column: Number(column) };
}

/** The range to mark: the word at this place, or one letter. Columns count bytes of UTF-8, as the server does. */
export function rangeAt(text: string, place: Place): { from: number; to: number } | null {
  const lines = text.split('\n');
  const line = lines[place.line - 1];
  if (line === undefined) return null;
  const start = lines.slice(0, place.line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const from = start + Math.min(unitsOf(line, place.column - 1), line.length);
  const word = /^\w+/.exec(text.slice(from))?.[0].length ?? 1;
  return { from: Math.min(from, Math.max(0, text.length - 1)), to: Math.min(from + word, text.length) };
}

function unitsOf(line: string, bytes: number): number {
  let left = bytes;
  let units = 0;
  for (const letter of line) {
    if (left <= 0) break;
    left -= new TextEncoder().encode(letter).length;
    units += letter.length;
  }
  return units;
}
