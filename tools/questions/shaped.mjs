// Questions of rank, comparison, share and running sums, and of the shapes that aren't tables.

import { by, grains, named, past, plan, simple, splits, web } from './plans.mjs';
import { times } from './times.mjs';
import { deeds, dimensions, metrics, steps } from './words.mjs';

export function top(d) {
    const metric = d.pick(metrics.filter((one) => splits(one).length));
    const dimension = d.pick(splits(metric).filter((one) => !/hour|day_of/.test(one.name)));
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const n = d.pick([3, 5, 10, 15, 20]);
    const isLow = d.chance(0.3);
    const count = d.chance(0.2) && n <= 10 ? { 3: 'three', 5: 'five', 10: 'ten' }[n] : n;
    const forms = isLow
        ? [
              `bottom ${count} ${dimension.many} by ${words} ${time.said}`,
              `${count} ${dimension.many} with the lowest ${words} ${time.said}`,
              `the ${count} ${dimension.many} with the lowest ${words} ${time.said}`,
          ]
        : [
              `top ${count} ${dimension.many} by ${words} ${time.said}`,
              `${count} ${dimension.many} with the highest ${words} ${time.said}`,
              `show me the top ${count} ${dimension.many} by ${words} ${time.said}`,
              `${time.said}: top ${count} ${dimension.many} by ${words}`,
          ];
    const order = isLow ? { order: [{ by: metric.name, dir: 'asc' }] } : {};
    const more = { dimensions: by(dimension.name), ...order, limit: n };
    return {
        question: d.pick(forms),
        plan: plan(metric, time, more),
        tags: ['top', ...(isLow ? ['bottom'] : [])],
    };
}

export function which(d) {
    const metric = d.pick(metrics.filter((one) => splits(one).length && one.kind !== 'amount'));
    const dimension = d.pick(splits(metric).filter((one) => !/hour|day_of/.test(one.name)));
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const isLow = d.chance(0.3);
    const most = isLow
        ? 'the lowest'
        : metric.kind === 'count'
          ? d.pick(['the most', 'the highest'])
          : 'the highest';
    const order = isLow ? { order: [{ by: metric.name, dir: 'asc' }] } : {};
    const more = { dimensions: by(dimension.name), ...order, limit: 1 };
    const question = `which ${dimension.one} had ${most} ${words} ${time.said}`;
    return { question, plan: plan(metric, time, more), tags: ['top', 'singular'] };
}

export function perGroup(d) {
    const [metric, inner, outer] = d.pick([
        [named('sessions'), 'landing page', 'country'],
        [named('sessions'), 'browser', 'device'],
        [named('transactions'), 'city', 'country'],
        [named('conversion_rate'), 'landing page', 'channel'],
        [named('items_purchased'), 'product', 'product category'],
        [named('item_revenue'), 'product', 'brand'],
        [named('ad_clicks'), 'campaign', 'ad platform'],
    ]);
    const [a, b] = [inner, outer].map((one) => dimensions.find((dimension) => dimension.one === one));
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const n = d.pick([1, 2, 3, 5]);
    const many = n === 1 ? a.one : a.many;
    const question = d.pick([
        `top ${n} ${many} per ${b.one} by ${words} ${time.said}`,
        `top ${n} ${many} in each ${b.one} by ${words} ${time.said}`,
        `the top ${n} ${many} for each ${b.one} by ${words} ${time.said}`,
    ]);
    const more = { dimensions: by(a.name, b.name), top: { n, per: [b.name], by: metric.name, dir: 'desc' } };
    return { question, plan: plan(metric, time, more), tags: ['top', 'per_group'] };
}

export function compare(d) {
    const metric = d.pick(web);
    const dimension = d.chance(0.3) ? d.pick(splits(metric)) : null;
    const words = d.pick(metric.words);
    const time = d.pick(
        times.filter(
            (one) => one.unit && one.unit !== 'day' && one.unit !== 'year' && !one.said.includes('last year'),
        ),
    );
    const [said, to] = d.pick([
        ['vs the previous period', 'previous_period'],
        ['compared to the period before', 'previous_period'],
        [`versus the previous ${time.unit}`, 'previous_period'],
        [`compared to the ${time.unit} before`, 'previous_period'],
        ['vs last year', 'previous_year'],
        ['compared with last year', 'previous_year'],
        ['versus the same period last year', 'previous_year'],
        ['compared to a year ago', 'previous_year'],
    ]);
    const split = dimension ? ` by ${dimension.one}` : '';
    const question = d.pick([
        `${words}${split} ${time.said} ${said}`,
        `show ${words}${split} ${time.said} ${said}`,
        `how did ${words}${split} do ${time.said} ${said}`,
    ]);
    const more = { ...(dimension ? { dimensions: by(dimension.name) } : {}), compare: { to } };
    return { question, plan: plan(metric, time, more), tags: ['compare'], mark: words };
}

export function compareUnits(d) {
    const metric = d.pick(web);
    const unit = d.pick(['week', 'month', 'quarter']);
    const time = times.find((one) => one.said === `this ${unit}`);
    const before = times.find((one) => one.said === `last ${unit}`);
    const words = d.pick(metric.words);
    const question = d.pick([
        `${words} this ${unit} vs last ${unit}`,
        `how do ${words} this ${unit} compare to last ${unit}`,
        `compare ${words} this ${unit} with last ${unit}`,
    ]);
    const other = plan(metric, time, { compare: { from: before.from, until: before.to } });
    return {
        question,
        plan: plan(metric, time, { compare: { to: 'previous_period' } }),
        also: [other],
        tags: ['compare', 'to_date'],
    };
}

export function compareNamed(d) {
    const metric = d.pick(web);
    const words = d.pick(metric.words);
    const [later, earlier, now, then] = d.pick([
        ['Q3', 'Q2', { from: '2026-07-01', to: '2026-09-30' }, { from: '2026-04-01', until: '2026-06-30' }],
        [
            'October',
            'September',
            { from: '2026-10-01', to: '2026-10-31' },
            { from: '2026-09-01', until: '2026-09-30' },
        ],
        [
            'August',
            'July',
            { from: '2026-08-01', to: '2026-08-31' },
            { from: '2026-07-01', until: '2026-07-31' },
        ],
    ]);
    const question = d.pick([
        `compare ${earlier} and ${later} ${words}`,
        `${words} in ${later} vs ${earlier}`,
        `${words} in ${later} compared to ${earlier}`,
        `compare ${words} in ${later} with ${earlier}`,
    ]);
    const before = plan(metric, now, { compare: { to: 'previous_period' } });
    return {
        question,
        plan: plan(metric, now, { compare: then }),
        also: [before],
        tags: ['compare', 'explicit'],
    };
}

export function yearOverYear(d) {
    const metric = d.pick(web);
    const words = d.pick(metric.words);
    const time = d.pick(times.filter((one) => one.unit === 'month' || one.unit === 'quarter'));
    const how = d.pick(['year over year', 'year on year', 'YoY']);
    const question = d.pick([
        `${how} ${words} ${time.said}`,
        `${words} ${how} ${time.said}`,
        `${words} ${time.said}, ${how}`,
    ]);
    return {
        question,
        plan: plan(metric, time, { compare: { to: 'previous_year' } }),
        tags: ['compare'],
        mark: words,
    };
}

export function upOrDown(d) {
    const metric = d.pick(web);
    const words = d.pick(metric.words);
    const time = d.pick(past(7).filter((one) => one.said !== 'last year' && !one.said.startsWith('from')));
    const question = d.pick([
        `did ${words} go up or down ${time.said}`,
        `did our ${words} go up or down ${time.said}`,
    ]);
    return {
        question,
        plan: plan(metric, time, { compare: { to: 'previous_period' } }),
        tags: ['compare'],
        mark: words,
    };
}

export function share(d) {
    const metric = d.pick(['sessions', 'purchase_revenue', 'transactions', 'ad_cost'].map(named));
    const dimension = d.pick(
        splits(metric).filter((one) => !/hour|day_of|first touch/.test(one.name + one.one)),
    );
    const words = d.pick(metric.words);
    const time = d.pick(times);
    const question = d.pick([
        `what share of ${words} comes from each ${dimension.one} ${time.said}`,
        `what percentage of ${words} comes from each ${dimension.one} ${time.said}`,
        `share of ${words} by ${dimension.one} ${time.said}`,
    ]);
    const more = { dimensions: by(dimension.name), calc: [{ type: 'share', metric: metric.name }] };
    return { question, plan: plan(metric, time, more), tags: ['breakdown', 'share'] };
}

export function running(d) {
    const metric = d.pick(['purchase_revenue', 'transactions', 'ad_cost'].map(named));
    const { grain, words: ways } = d.pick(grains.slice(0, 3));
    const words = d.pick(metric.words);
    const time = d.pick(past(grain === 'day' ? 7 : 60, 400));
    const question = d.pick([
        `cumulative ${words} ${d.pick(ways)} ${time.said}`,
        `running total of ${words} ${d.pick(ways)} ${time.said}`,
        `cumulative ${words} ${time.said} ${ways[0]}`,
    ]);
    const more = {
        dimensions: [{ name: 'date', grain }],
        calc: [{ type: 'running_total', metric: metric.name }],
    };
    return { question, plan: plan(metric, time, more), tags: ['trend', 'calc'] };
}

export function moving(d) {
    const metric = d.pick(simple);
    const window = d.pick([7, 14, 28]);
    const words = d.pick(metric.words);
    const time = d.pick(past(28));
    const question = d.pick([
        `${window}-day moving average of ${words} ${time.said}`,
        `${window} day moving average of ${words} ${time.said}`,
        `show the ${window}-day moving average of ${words} ${time.said}`,
    ]);
    const calc = [{ type: 'moving_average', metric: metric.name, window }];
    return {
        question,
        plan: plan(metric, time, { dimensions: [{ name: 'date', grain: 'day' }], calc }),
        tags: ['trend', 'calc'],
    };
}

export function did(d) {
    const metric = named('active_users');
    const a = d.pick(deeds);
    const b = d.pick(deeds.filter((one) => one.event !== a.event));
    const time = d.pick(times);
    const who = d.pick(['users', 'visitors']);
    const one = { did: { event: a.event } };
    // Who bought is a metric of its own.
    const isBoth = a.event === 'purchase' || d.chance(0.6);
    const filter = isBoth ? { all: [one, { not: { did: { event: b.event } } }] } : one;
    const words = isBoth ? `${a.did} but ${b.not}` : a.did;
    const question = d.pick([`${who} who ${words} ${time.said}`, `how many ${who} ${words} ${time.said}`]);
    return {
        question,
        plan: plan(metric, time, { filter }),
        tags: ['filter', 'did', ...(isBoth ? ['negation'] : [])],
    };
}

export function funnel(d) {
    const from = d.below(steps.length - 1);
    const to = from + 1 + d.below(steps.length - from - 1);
    const list = steps
        .slice(from, to + 1)
        .filter((_, i, all) => i === 0 || i === all.length - 1 || d.chance(0.8));
    const device = d.chance(0.2);
    const time = d.pick(times);
    const path = list.map((step) => d.pick(step.words)).join(' to ');
    const split = device ? ' by device' : '';
    const question = d.pick([
        `funnel from ${path}${split} ${time.said}`,
        `show the funnel from ${path}${split} ${time.said}`,
        `show me the ${path} funnel${split} ${time.said}`,
    ]);
    const more = {
        ...(device ? { dimensions: by('device_category') } : {}),
        funnel: {
            scope: 'session',
            steps: list.map((step) => ({ filter: { field: 'event_name', op: 'eq', value: step.event } })),
        },
    };
    return { question, plan: plan([], time, more), tags: ['funnel'] };
}

export function retention(d) {
    const weekly = d.chance(0.5);
    const n = d.pick(weekly ? [4, 6, 8, 12] : [3, 6, 12]);
    const time = weekly
        ? {
              4: ['2026-10-26', '2026-11-22'],
              6: ['2026-10-12', '2026-11-22'],
              8: ['2026-09-28', '2026-11-22'],
              12: ['2026-08-31', '2026-11-22'],
          }[n]
        : {
              3: ['2026-08-01', '2026-10-31'],
              6: ['2026-05-01', '2026-10-31'],
              12: ['2025-11-01', '2026-10-31'],
          }[n];
    const unit = weekly ? 'week' : 'month';
    const question = d.pick([
        `${unit}ly retention of new users for the last ${n} ${unit}s`,
        `${unit}ly retention of new users over the last ${n} ${unit}s`,
        `show ${unit}ly retention of new users in the past ${n} ${unit}s`,
    ]);
    const cohort = { field: 'event_name', op: 'in', values: ['first_visit', 'first_open'] };
    const more = { retention: { cohort, grain: unit, periods: n } };
    return { question, plan: plan([], { from: time[0], to: time[1] }, more), tags: ['retention'] };
}

const pages = [
    ['the home page', '/'],
    ['the checkout page', '/checkout'],
    ['the basket page', '/basket'],
    ['/sale', '/sale'],
    ['the search page', '/search'],
];

export function path(d) {
    const [said, page] = d.pick(pages);
    const time = d.pick(times);
    const at = { field: 'page_path', op: 'eq', value: page };
    const walk = (end, n) =>
        plan([], time, { path: { field: 'page_path', [end]: at, steps: n, scope: 'session' } });
    if (d.chance(0.4)) {
        const question = d.pick([
            `which pages lead to ${said} ${time.said}`,
            `what pages lead to ${said} ${time.said}`,
        ]);
        return {
            question,
            plan: walk('end', 1),
            also: [walk('end', 2), walk('end', 3)],
            tags: ['path', 'backward'],
        };
    }
    const [word, n] = d.pick([
        ['two', 2],
        ['three', 3],
        ['3', 3],
        ['five', 5],
    ]);
    const question = d.pick([
        `what do people do after ${said}? ${word} steps, ${time.said}`,
        `where do users go after ${said} ${time.said}, ${word} steps`,
    ]);
    return { question, plan: walk('start', n), tags: ['path'] };
}
