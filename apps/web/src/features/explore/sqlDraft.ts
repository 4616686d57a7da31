/* The statement that is being written survives a reload and a sign-in, in this tab alone. */

const key = 'rt-sql';

export function readSql(): string {
  return window.sessionStorage.getItem(key) ?? '';
}

export function writeSql(sql: string): void {
  window.sessionStorage.setItem(key, sql);
}
