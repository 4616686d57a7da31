// Questions of one metric or a few: totals, breakdowns, trends, filters. Each function makes one { question, plan, tags }
// from the dice; `mark` is where a typo may be, `also` are plans that are right too.

import { by, countable, eq, grains, named, past, plan, simple, splits, web } from './plans.mjs';
import { defaultTime, grainOf, times } from './times.mjs';
import { dimensions, itemValues, metrics, paid, values } from './words.mjs';

export function total(d) {
    const metric = d.pick(metrics);
    const time = d.pick(times);
    const words = d.pick(metric.words);
    const forms = [
        `${words} ${time.said}`,
        `show me ${words} ${time.said}`,
        `what was our ${words} ${time.said}`,
        `I need the ${words} ${time.said}`,
        `${time.said}: ${words}`,
        `give me ${words} ${time.said}`,
    ];
    if (metric.kind === 'count')
        forms.push(`how many ${words} did we have ${time.said}`, `number of ${words} ${time.said}`);
    if (metric.kind === 'rate')
        forms.push(`what's the ${words} ${time.said}`, `how high was our ${words} ${time.said}`);
    if (time.own) forms.push(`${time.own} ${words}`, `what were ${time.own} ${words}`);
    return { question: d.pick(forms), plan: plan(metric, time), tags: ['total'], mark: words };
}

export function untimed(d) {
    const metric = d.pick(web);
    const words = d.pick(metric.words);
    const question = d.pick([`${words}`, `show me our ${words}`, `what is our ${words}`]);
    return { question, plan: plan(metric, defaultTime), tags: ['total', 'default_time'], mark: words };
}

export function multi(d) {
    const two = d.some(web, 2);
    const [a, b] = two.map((metric) => d.pick(metric.words));
    const time = d.pick(times);
    const question = d.pick([
        `${a} and ${b} ${time.said}`,
        `show ${a} and ${b} ${time.said}`,
        `${a}, ${b} ${time.said}`,
    ]);
    return { question, plan: plan(two, time), tags: ['total', 'multi'], mark: a };
}

export function breakdown(d) {
    const metric = d.pick(metrics.filter((one) => splits(one).length));
    const dimension = d.pick(splits(metric));
    const [words, one] = [d.pick(metric.words), dimension.one];
    const time = d.pick(times);
    const question = d.pick([
        `${words} by ${one} ${time.said}`,
        `${words} per ${one} ${time.said}`,
        `show ${words} by ${one} ${time.said}`,
        `break down ${words} by ${one} ${time.said}`,
        `${words} split by ${one} ${time.said}`,
        `${time.said}, ${words} by ${one}`,
        `${words} for each ${one} ${time.said}`,
        `${words} ${time.said} by ${one}`,
        `what is the ${words} by ${one} ${time.said}`,
    ]);
    return {
        question,
        plan: plan(metric, time, { dimensions: by(dimension.name) }),
        tags: ['breakdown'],
        mark: words,
    };
}

export function twoBreakdowns(d) {
    const metric = d.pick(web);
    const [a, b] = d
        .some(['country', 'device', 'browser', 'channel', 'landing page'], 2)
        .map((one) => dimensions.find((dimension) => dimension.one === one));
    const time = d.pick(times);
    const words = d.pick(metric.words);
    const question = d.pick([
        `${words} by ${a.one} and ${b.one} ${time.said}`,
        `${words} ${time.said} by ${a.one} and by ${b.one}`,
        `show ${words} by ${a.one} and ${b.one} ${time.said}`,
    ]);
    return {
        question,
        plan: plan(metric, time, { dimensions: by(a.name, b.name) }),
        tags: ['breakdown', 'multi'],
    };
}

export function trend(d) {
    const { grain, words, adverb, least, most } = d.pick(grains);
    // "daily users" and the like are names of other measures elsewhere.
    const metric = d.pick(metrics.filter((one) => one.group !== 'customer' && !/users/.test(one.name)));
    const said = d.pick(metric.words);
    const time = d.pick(past(least, most));
    const question = d.pick([
        `${said} ${d.pick(words)} ${time.said}`,
        `${said} ${time.said} ${d.pick(words)}`,
        `${adverb} ${said} ${time.said}`,
        `show ${adverb} ${said} ${time.said}`,
        `show me ${said} ${d.pick(words)} ${time.said}`,
        `plot ${said} ${d.pick(words)} ${time.said}`,
    ]);
    return {
        question,
        plan: plan(metric, time, { dimensions: [{ name: 'date', grain }] }),
        tags: ['trend'],
        mark: said,
    };
}

export function trendWithoutGrain(d) {
    const metric = d.pick(simple);
    const time = d.pick(past(3));
    const words = d.pick(metric.words);
    const question = d.pick([
        `${words} trend ${time.said}`,
        `plot ${words} ${time.said}`,
        `trend of ${words} ${time.said}`,
    ]);
    const dimensions = [{ name: 'date', grain: grainOf(time) }];
    return {
        question,
        plan: plan(metric, time, { dimensions }),
        tags: ['trend', 'default_grain'],
        mark: words,
    };
}

export function filter(d) {
    const isItem = d.chance(0.2);
    const metric = isItem ? d.pick(['item_revenue', 'items_purchased'].map(named)) : d.pick(web);
    const value = d.pick(isItem ? itemValues : values);
    const [words, way] = [d.pick(metric.words), d.pick(value.ways)];
    const time = d.pick(times);
    const forms = [
        `${words} ${way} ${value.said} ${time.said}`,
        `${words} ${time.said} ${way} ${value.said}`,
        `show me ${words} ${way} ${value.said} ${time.said}`,
        `what was the ${words} ${way} ${value.said} ${time.said}`,
    ];
    if (metric.kind === 'count')
        forms.push(`how many ${words} ${way} ${value.said} did we have ${time.said}`);
    if (['mobile', 'desktop', 'Safari', 'Android', 'Paid Search'].includes(value.said))
        forms.push(`${value.said} ${words} ${time.said}`);
    return {
        question: d.pick(forms),
        plan: plan(metric, time, { filter: eq(value) }),
        tags: ['filter'],
        mark: words,
    };
}

export function filteredBreakdown(d) {
    const metric = d.pick(web);
    const value = d.pick(values.filter((one) => one.field !== 'region' && one.field !== 'city'));
    const split = d.pick(
        splits(metric).filter((one) => one.name !== value.field && !/first touch/.test(one.one)),
    );
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const where = `${d.pick(value.ways)} ${value.said}`;
    const question = d.pick([
        `${words} ${where} by ${split.one} ${time.said}`,
        `${words} by ${split.one} ${where} ${time.said}`,
        `show ${words} by ${split.one} ${time.said} ${where}`,
    ]);
    const more = { dimensions: by(split.name), filter: eq(value) };
    return { question, plan: plan(metric, time, more), tags: ['filter', 'breakdown'] };
}

export function either(d) {
    const metric = d.pick(web);
    const field = d.pick(['country', 'browser', 'device_category']);
    const [a, b] = d.some(
        values.filter((value) => value.field === field),
        2,
    );
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const question = `${words} ${a.ways[0]} ${a.said} or ${b.said} ${time.said}`;
    const filter = { field, op: 'in', values: [a.is, b.is] };
    return { question, plan: plan(metric, time, { filter }), tags: ['filter', 'multi'] };
}

export function without(d) {
    const metric = d.pick(web);
    const value = d.pick(values.filter((one) => one.field !== 'campaign' && one.field !== 'city'));
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const how = d.pick(['excluding', 'without', 'except']);
    const question = d.pick([
        `${words} ${how} ${value.said} ${time.said}`,
        `${words} ${time.said} ${how} ${value.said}`,
    ]);
    const filter = { field: value.field, op: 'ne', value: value.is };
    return { question, plan: plan(metric, time, { filter }), tags: ['filter', 'negation'], mark: words };
}

export function paidTraffic(d) {
    const metric = d.pick(simple.filter((one) => one.name !== 'sessions'));
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const question = d.pick([
        `${words} from paid traffic ${time.said}`,
        `paid traffic ${words} ${time.said}`,
    ]);
    const filter = { field: 'channel_group', op: 'in', values: paid };
    return { question, plan: plan(metric, time, { filter }), tags: ['filter', 'segment'] };
}

export function weekdays(d) {
    const metric = d.pick(web);
    const words = d.pick(metric.words);
    const time = d.pick(past(28));
    const [said, days_of_week] = d.pick([
        ['on weekends', [6, 7]],
        ['on weekdays', [1, 2, 3, 4, 5]],
        ['on Mondays', [1]],
        ['on Saturdays', [6]],
        ['on Mondays and Fridays', [1, 5]],
    ]);
    const question = d.pick([`${words} ${said} ${time.said}`, `${words} ${time.said} ${said}`]);
    return {
        question,
        plan: plan(metric, time, { time: { days_of_week } }),
        tags: ['filter', 'time_part'],
        mark: words,
    };
}

export function having(d) {
    const metric = d.pick(countable.filter((one) => splits(one).length && one.group !== 'customer'));
    const dimension = d.pick(splits(metric).filter((one) => !/hour|day_of/.test(one.name)));
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const number = d.pick([50, 100, 500, 1000, 2500, 10000]);
    const said = d.pick([
        `${number}`,
        number.toLocaleString('en'),
        number % 1000 ? `${number}` : `${number / 1000}k`,
    ]);
    const [how, op] = d.pick([
        ['more than', 'gt'],
        ['over', 'gt'],
        ['at least', 'gte'],
        ['fewer than', 'lt'],
        ['less than', 'lt'],
        ['at most', 'lte'],
    ]);
    const question = d.pick([
        `${dimension.many} with ${how} ${said} ${words} ${time.said}`,
        `which ${dimension.many} had ${how} ${said} ${words} ${time.said}`,
        `show ${dimension.many} with ${how} ${said} ${words} ${time.said}`,
    ]);
    const more = { dimensions: by(dimension.name), having: { metric: metric.name, op, value: number } };
    return { question, plan: plan(metric, time, more), tags: ['having'] };
}
