import type { Cond, Did, Model, Scalar, Time } from '@truffle/types/api';
import { opWords, type Op } from '@/lib/contract';
import { humane, labelOf } from '@/lib/catalog';
import { day, exact } from '@/lib/format';
import { groupOf, negation } from './model';

/* A rule tree as a sentence. The server's own words stand wherever it has seen the rules; these are for what is being typed. */

export const opWord = (op: Op): string => opWords[op];

function value(one: Scalar | null | undefined): string {
  return typeof one === 'number'
    ? exact(one, { format: Number.isInteger(one) ? 'integer' : 'decimal', unit: null })
    : one === undefined || one === null || one === '' || Number.isNaN(one)
      ? '…'
      : String(one);
}

function list(values: Scalar[], last: string): string {
  const texts = values.map(value);
  return texts.length < 2
    ? (texts[0] ?? '…')
    : `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1) ?? ''}`;
}

export function timeWords(time: Time | null | undefined): string {
  if (!time || time.all) return '';
  if (time.relative?.last) return ` in the last ${time.relative.last} ${time.relative.unit}s`;
  if (time.from && time.to) return ` from ${day(time.from)} to ${day(time.to)}`;
  return '';
}

function did(one: Did, negated: boolean, model: Model | undefined): string {
  const times = one.times ?? 1;
  const often = times > 1 ? ` at least ${times} times` : '';
  const where = one.where ? ` where ${words(one.where, model)}` : '';
  const verb = negated ? "didn't do" : 'did';
  return `${verb} ${one.event === '' ? '…' : humane(one.event).toLowerCase()}${often}${timeWords(one.time)}${where}`;
}

export function words(node: Cond, model?: Model): string {
  const group = groupOf(node);
  if (group) {
    const parts = group.children.map((child) =>
      groupOf(child) ? `(${words(child, model)})` : words(child, model),
    );
    const joined = parts.join(group.kind === 'all' ? ' and ' : ' or ');
    return group.negated ? `not (${joined})` : joined;
  }
  const { negated, inner } = negation(node);
  if ('did' in inner) return did(inner.did, negated, model);
  const not = negated ? 'not: ' : '';
  if ('audience' in inner)
    return `${negated ? 'not ' : ''}in audience ${inner.audience}, version ${inner.version ?? 'current'}`;
  if ('metric' in inner) {
    const where = inner.where ? ` where ${words(inner.where, model)}` : '';
    return `${not}${labelOf(model, inner.metric)} ${opWords[inner.op]} ${value(inner.value)}${timeWords(inner.time)}${where}`;
  }
  if ('field' in inner) {
    const shown = inner.values
      ? list(inner.values, inner.op === 'between' ? 'and' : 'or')
      : value(inner.value);
    const bare = inner.op === 'is_null' || inner.op === 'not_null';
    return `${not}${labelOf(model, inner.field)} ${opWords[inner.op]}${bare ? '' : ` ${shown}`}`;
  }
  return '';
}
