// What the makers of questions share: the plan of metrics and a time, and which of them go together.

import { days, times } from './times.mjs';
import { dimensions, metrics } from './words.mjs';

export const named = (name) => metrics.find((metric) => metric.name === name);
export const web = metrics.filter((metric) => metric.group === 'web');
export const countable = metrics.filter((metric) => metric.kind === 'count');
export const simple = ['sessions', 'transactions', 'purchase_revenue', 'conversion_rate', 'active_users'].map(
    named,
);
export const between = (time) => ({ from: time.from, to: time.to });
export const past = (least, most = 4000) => times.filter((time) => days(time) >= least && days(time) <= most);
export const splits = (metric) => dimensions.filter((dimension) => dimension.groups.includes(metric.group));

export const plan = (metric, time, more = {}) => ({
    version: 1,
    metrics: [metric].flat().map((one) => one.name),
    ...more,
    time: { ...between(time), ...(more.time ?? {}) },
});
export const by = (...names) => names.map((name) => ({ name }));
export const eq = (value) => ({ field: value.field, op: 'eq', value: value.is });

export const grains = [
    { grain: 'day', words: ['by day', 'per day', 'day by day'], adverb: 'daily', least: 3, most: 100 },
    { grain: 'week', words: ['by week', 'per week', 'each week'], adverb: 'weekly', least: 14, most: 400 },
    {
        grain: 'month',
        words: ['by month', 'per month', 'month by month'],
        adverb: 'monthly',
        least: 60,
        most: 400,
    },
    { grain: 'quarter', words: ['by quarter', 'per quarter'], adverb: 'quarterly', least: 180, most: 400 },
];
