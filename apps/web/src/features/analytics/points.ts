import { day, month } from '@/lib/format';
import type { Grain } from './model';

export function pointLabel(date: string, grain: Grain, withYear = true): string {
  return grain === 'month' ? month(date) : day(date, withYear);
}
