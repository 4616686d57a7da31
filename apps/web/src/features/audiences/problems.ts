import { ApiError } from '@/lib/api';
import type { Complete } from './model';

/** What stands beside a row: what is missing there, and what the server said about it. */
export function problemsOf(done: Complete, error: unknown): Map<string, string> {
  const found = new Map(done.missing);
  if (!(error instanceof ApiError)) return found;
  for (const { pointer, detail } of error.errors) {
    const path = nearest(pointer.replace(/^\/rules/, ''), done.paths);
    if (path !== null) found.set(path, detail);
  }
  return found;
}

/** An error may point into a condition; the row that holds it says it. */
function nearest(pointer: string, paths: Map<string, string>): string | null {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const path = paths.get(at);
    if (path !== undefined) return path;
  }
  return paths.get('') ?? null;
}
