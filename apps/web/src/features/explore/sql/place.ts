import { ApiError } from '@/lib/api';
import { placeIn, type Place } from '../sql';

/** Where in the text the guard stopped, when it says so. */
export function problemPlace(error: unknown): Place | null {
  return error instanceof ApiError && error.status === 422 ? placeIn(error.detail) : null;
}
