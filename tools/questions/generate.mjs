// Question and plan pairs in the format of question files, from templates, synonyms, times, politeness and typos: what
// the built-in planner is measured with. The same file each time.
//
//   node tools/questions/generate.mjs [seed] > build/questions/generated.jsonl

import { dice } from './dice.mjs';
import * as other from './other.mjs';
import * as shaped from './shaped.mjs';
import * as single from './single.mjs';
import { index, TODAY } from './words.mjs';

const wanted = {
    total: 320,
    untimed: 40,
    multi: 70,
    breakdown: 300,
    twoBreakdowns: 50,
    trend: 220,
    trendWithoutGrain: 50,
    filter: 260,
    filteredBreakdown: 80,
    either: 40,
    without: 60,
    paidTraffic: 15,
    weekdays: 50,
    having: 110,
    top: 160,
    which: 80,
    perGroup: 50,
    compare: 130,
    compareUnits: 30,
    compareNamed: 40,
    yearOverYear: 30,
    upOrDown: 25,
    share: 60,
    running: 30,
    moving: 25,
    did: 70,
    funnel: 60,
    retention: 15,
    path: 40,
};
const others = { ask: 70, askDate: 25, refuse: 60, futureTime: 20 };
const CONVERSATIONS = 60;

const before = [
    '',
    '',
    '',
    '',
    'please ',
    'can you show me ',
    'hi, ',
    'could you tell me ',
    "I'd like to see ",
];
const after = ['', '', '', '', '', ' please', ', thanks', '?'];
// What a polite beginning can't stand before: these begin a sentence of their own.
const whole =
    /^(show|give|what|which|how|did|break|compare|plot|i |why|where|delete|send|remove|pause|list|ignore|forecast|predict)/i;

function polite(d, question) {
    const start = whole.test(question) ? d.pick(['', '', '', 'please ', 'hi, ']) : d.pick(before);
    const isAsked = /^(what|which|how|did|where|why)/i.test(question);
    const clash = start === 'please ' && isAsked;
    const text = `${clash ? '' : start}${question}${question.endsWith('?') ? '' : d.pick(after)}`;
    return d.chance(0.4) ? text[0].toUpperCase() + text.slice(1) : text;
}

// One slip within a word of six letters or more of the metric's name: a letter lost, doubled or two swapped.
function typo(d, question, mark) {
    const word =
        mark &&
        d.pick(
            mark
                .split(' ')
                .filter((one) => /^[a-z]{6,}$/.test(one))
                .concat(['']),
        );
    if (!word || !question.includes(word)) return null;
    const at = 2 + d.below(word.length - 4);
    const slips = [
        word.slice(0, at) + word.slice(at + 1),
        word.slice(0, at) + word[at] + word.slice(at),
        word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    ].filter((slip) => slip !== word);
    return question.replace(word, d.pick(slips));
}

function line(made, question, extra = {}) {
    const expect = made.expect ?? { kind: 'plan', plan: made.plan };
    const accept = made.also && { accept: made.also.map((plan) => ({ kind: 'plan', plan })) };
    return { question, ...extra, expect, ...accept, tags: made.tags };
}

function standing(d) {
    const lines = [];
    const seen = new Set();
    const add = (made, question, tags = made.tags) => {
        if (seen.has(question.toLowerCase())) return false;
        seen.add(question.toLowerCase());
        lines.push(line({ ...made, tags }, question));
        return true;
    };
    for (const [maker, n] of Object.entries({ ...wanted, ...others })) {
        const make = single[maker] ?? shaped[maker] ?? other[maker];
        for (let made = 0, tried = 0; made < n && tried < 20 * n; tried++) {
            const one = make(d);
            const slip = d.chance(0.12) ? typo(d, one.question, one.mark) : null;
            const text = one.plain ? one.question : polite(d, slip ?? one.question);
            made += add(one, text, slip ? [...one.tags, 'typo'] : one.tags);
        }
    }
    return lines;
}

function numbered(lines, prefix) {
    return lines.map((one, i) => ({ id: `${prefix}-${String(i + 1).padStart(4, '0')}`, ...one }));
}

function talks(d) {
    const lines = [];
    for (let i = 1; i <= CONVERSATIONS; i++)
        other.conversation(d).forEach((turn, k) => {
            const after = turn.follows ? { after: `talk-${i}-${k}` } : {};
            lines.push({ id: `talk-${i}-${k + 1}`, ...line(turn, turn.question, after) });
        });
    return lines;
}

const d = dice(Number(process.argv[2] ?? 1));
const meta = {
    id: 'meta',
    today: TODAY,
    time_zone: 'America/New_York',
    week_start: 'monday',
    locale: 'en',
    values: index,
};
for (const one of [meta, ...numbered(standing(d), 'gen'), ...talks(d)]) console.log(JSON.stringify(one));
