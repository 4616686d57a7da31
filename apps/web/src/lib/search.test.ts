import { describe, expect, it } from 'vitest';
import { insidePath, many, one, parseSearch, stringifySearch } from './search';

describe('the address', () => {
  it.each([
    ['', {}],
    ['?period=7d', { period: '7d' }],
    ['?f=a:eq:b&f=c:eq:d', { f: ['a:eq:b', 'c:eq:d'] }],
    ['?q=two+words%21', { q: 'two words!' }],
    ['?a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  ])('reads %s', (text, search) => {
    expect(parseSearch(text)).toEqual(search);
  });

  it.each([
    [{}, ''],
    [{ a: undefined, b: '' }, ''],
    [{ period: '7d' }, '?period=7d'],
    [
      { f: ['channel_group:eq:Paid Search', 'device:in:a,b'] },
      '?f=channel_group:eq:Paid+Search&f=device:in:a,b',
    ],
    [{ q: 'a&b=c?' }, '?q=a%26b%3Dc%3F'],
    [{ n: 3, yes: true }, '?n=3&yes=true'],
  ])('writes %j', (search, text) => {
    expect(stringifySearch(search)).toBe(text);
  });

  it('reads what it wrote', () => {
    const search = { f: ['item:eq:Ä & 50 %', 'x:in:1\\,2,3'], q: '"quoted" + more' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it('gives one value or a list', () => {
    expect(one({ a: ['x', 'y'] }, 'a')).toBe('x');
    expect(one({ a: '' }, 'a')).toBeUndefined();
    expect(many({ a: 'x' }, 'a')).toEqual(['x']);
    expect(many({}, 'a')).toBeUndefined();
  });

  it.each([
    ['/analytics?x=1', '/analytics?x=1'],
    ['//evil.example', '/'],
    ['https://evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/signin#x', '/'],
    [null, '/'],
  ])('stays inside: %s', (text, path) => {
    expect(insidePath(text)).toBe(path);
  });
});
