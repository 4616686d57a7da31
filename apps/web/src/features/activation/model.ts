import type { PushNew } from '@truffle/types/api';

/* What is typed in the wizard's settings, as text until it is sent. */

export interface Settings {
  list_name: string;
  membership_days: string;
  holdout_pct: string;
  schedule: string; // five fields of cron; empty: once
  drift_pct: string;
  note: string;
}

/** What most people want, in the property's time zone. */
export const schedules = [
  { value: '', label: 'Once' },
  { value: '0 6 * * *', label: 'Every day at 06:00' },
  { value: '0 6 * * 1', label: 'Every Monday at 06:00' },
  { value: '0 6 1 * *', label: 'On the 1st of each month at 06:00' },
  { value: '0 * * * *', label: 'Every hour' },
];

export const startSettings: Settings = {
  list_name: '',
  membership_days: '540',
  holdout_pct: '0',
  schedule: '',
  drift_pct: '10',
  note: '',
};

export type Problems = Partial<Record<keyof Settings, string>>;

function within(text: string, low: number, high: number, whole: boolean): boolean {
  const number = Number(text.trim() === '' ? Number.NaN : text);
  return number >= low && number <= high && (!whole || Number.isInteger(number));
}

export function checkSettings(settings: Settings): Problems {
  return {
    ...(within(settings.membership_days, 1, 540, true)
      ? {}
      : { membership_days: 'A whole number from 1 to 540.' }),
    ...(within(settings.holdout_pct, 0, 50, false) ? {} : { holdout_pct: 'A number from 0 to 50.' }),
    ...(settings.schedule === '' || within(settings.drift_pct, 0, 100, false)
      ? {}
      : { drift_pct: 'A number from 0 to 100.' }),
  };
}

export function toPush(account: string, settings: Settings): Omit<PushNew, 'id'> {
  const note = settings.note.trim();
  const name = settings.list_name.trim();
  return {
    account,
    list_name: name === '' ? null : name,
    membership_days: Number(settings.membership_days),
    holdout_pct: Number(settings.holdout_pct),
    ...(settings.schedule === ''
      ? {}
      : { schedule: settings.schedule, drift_pct: Number(settings.drift_pct) }),
    note: note === '' ? null : note,
  };
}
