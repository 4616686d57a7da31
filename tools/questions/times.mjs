// Times as they are said, with the days that they mean on the day of the questions. `grain`: of a trend that says none.

import { TODAY } from './words.mjs';

const DAY = 86400000;
const date = (text) => new Date(`${text}T00:00:00Z`);
const text = (at) => at.toISOString().slice(0, 10);
export const plus = (day, n) => text(new Date(date(day).getTime() + n * DAY));

const range = (from, to) => ({ from, to });
export const days = (time) => (date(time.to) - date(time.from)) / DAY + 1;

// Up to 2 days hour; up to 62 days day; up to 26 weeks week; more month.
export const grainOf = (time) =>
    days(time) <= 2 ? 'hour' : days(time) <= 62 ? 'day' : days(time) <= 26 * 7 ? 'week' : 'month';

const lastDays = (n) => range(plus(TODAY, -n), plus(TODAY, -1));
const monday = '2026-11-23';
const lastWeeks = (n) => range(plus(monday, -7 * n), plus(monday, -1));
const month = (n) => {
    const at = new Date(Date.UTC(2026, 10 + n, 1));
    return text(at);
};
const lastMonths = (n) => range(month(-n), plus(month(0), -1));

// `of`: may follow "of", "for" and "in" as it is; `own`: may stand before a metric with 's.
const time = (said, meant, more = {}) => ({ said, ...meant, ...more });
export const times = [
    time('yesterday', lastDays(1), { own: "yesterday's", unit: 'day' }),
    time('today', range(TODAY, TODAY), { own: "today's", unit: 'day', now: true }),
    time('last week', lastWeeks(1), { own: "last week's", unit: 'week' }),
    time('this week', range(monday, TODAY), { own: "this week's", unit: 'week', now: true }),
    time('two weeks ago', range('2026-11-09', '2026-11-15'), { unit: 'week' }),
    time('the week before last', range('2026-11-09', '2026-11-15'), { unit: 'week' }),
    time('last month', lastMonths(1), { own: "last month's", unit: 'month' }),
    time('in the previous month', lastMonths(1), { unit: 'month' }),
    time('this month', range('2026-11-01', TODAY), { own: "this month's", unit: 'month', now: true }),
    time('this month so far', range('2026-11-01', TODAY), { unit: 'month', now: true }),
    time('month to date', range('2026-11-01', TODAY), { unit: 'month', now: true }),
    time('two months ago', range('2026-09-01', '2026-09-30'), { unit: 'month' }),
    time('last quarter', range('2026-07-01', '2026-09-30'), { own: "last quarter's", unit: 'quarter' }),
    time('this quarter', range('2026-10-01', TODAY), { own: "this quarter's", unit: 'quarter', now: true }),
    time('QTD', range('2026-10-01', TODAY), { unit: 'quarter', now: true }),
    time('last year', range('2025-01-01', '2025-12-31'), { own: "last year's", unit: 'year' }),
    time('this year', range('2026-01-01', TODAY), { own: "this year's", unit: 'year', now: true }),
    time('year to date', range('2026-01-01', TODAY), { unit: 'year', now: true }),
    time('so far this year', range('2026-01-01', TODAY), { unit: 'year', now: true }),
    ...[7, 14, 28, 30, 60, 90].map((n) => time(`in the last ${n} days`, lastDays(n))),
    time('past 30 days', lastDays(30)),
    time('over the past 10 days', lastDays(10)),
    time('in the last seven days', lastDays(7)),
    time('over the last 12 weeks', lastWeeks(12)),
    time('in the past four weeks', lastWeeks(4)),
    time('in the last couple of weeks', lastWeeks(2)),
    time('over the last 3 months', lastMonths(3)),
    time('in the past six months', lastMonths(6)),
    time('in the last 12 months', lastMonths(12)),
    time('in the last two quarters', range('2026-04-01', '2026-09-30')),
    time('in October', range('2026-10-01', '2026-10-31'), { name: 'October', unit: 'month' }),
    time('in March', range('2026-03-01', '2026-03-31'), { name: 'March', unit: 'month' }),
    time('in December', range('2025-12-01', '2025-12-31'), { name: 'December', unit: 'month' }),
    time('during August', range('2026-08-01', '2026-08-31'), { name: 'August', unit: 'month' }),
    time('in Sept', range('2026-09-01', '2026-09-30'), { unit: 'month' }),
    time('in October 2025', range('2025-10-01', '2025-10-31'), { unit: 'month' }),
    time('in May 2026', range('2026-05-01', '2026-05-31'), { unit: 'month' }),
    time('in October last year', range('2025-10-01', '2025-10-31'), { unit: 'month' }),
    time('in Q3', range('2026-07-01', '2026-09-30'), { name: 'Q3', unit: 'quarter' }),
    time('in Q2 2026', range('2026-04-01', '2026-06-30'), { unit: 'quarter' }),
    time('in the first quarter', range('2026-01-01', '2026-03-31'), { unit: 'quarter' }),
    time('in Q4 2025', range('2025-10-01', '2025-12-31'), { unit: 'quarter' }),
    time('in H1', range('2026-01-01', '2026-06-30')),
    time('in the second half of 2025', range('2025-07-01', '2025-12-31')),
    time('in 2025', range('2025-01-01', '2025-12-31'), { unit: 'year' }),
    time('since September', range('2026-09-01', TODAY)),
    time('since 1 October', range('2026-10-01', TODAY)),
    time('since the start of the year', range('2026-01-01', TODAY)),
    time('on 3 November', range('2026-11-03', '2026-11-03'), { unit: 'day' }),
    time('on November 3rd, 2026', range('2026-11-03', '2026-11-03'), { unit: 'day' }),
    time('on 2026-10-15', range('2026-10-15', '2026-10-15'), { unit: 'day' }),
    time('on Friday', range('2026-11-20', '2026-11-20'), { unit: 'day' }),
    time('last Monday', range(monday, monday), { unit: 'day' }),
    time('last weekend', range('2026-11-21', '2026-11-22')),
    time('on Black Friday', range('2025-11-28', '2025-11-28'), { unit: 'day' }),
    time('on Cyber Monday 2024', range('2024-12-02', '2024-12-02'), { unit: 'day' }),
    time('on Christmas Day', range('2025-12-25', '2025-12-25'), { unit: 'day' }),
    time("on Valentine's Day", range('2026-02-14', '2026-02-14'), { unit: 'day' }),
    time('between 1 and 15 October', range('2026-10-01', '2026-10-15')),
    time('from 1 October to 15 November', range('2026-10-01', '2026-11-15')),
    time('from June to August', range('2026-06-01', '2026-08-31')),
    time('between November 2025 and January 2026', range('2025-11-01', '2026-01-31')),
    time('from Black Friday through Cyber Monday', range('2025-11-28', '2025-12-01')),
    time('from 2026-09-01 to 2026-09-14', range('2026-09-01', '2026-09-14')),
];
export const defaultTime = lastDays(28);
