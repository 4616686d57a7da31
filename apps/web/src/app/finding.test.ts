import { expect, it } from 'vitest';
import { matching } from './finding';

const items = ['Overview', 'Audiences', 'New audience', 'New push', 'Theme: dark'].map((label) => ({
  label,
}));
const found = (text: string): string[] => matching(items, text).map((item) => item.label);

it.each([
  ['', ['Overview', 'Audiences', 'New audience', 'New push', 'Theme: dark']],
  ['AUD', ['Audiences', 'New audience']],
  ['audience new', ['New audience']],
  ['  dark ', ['Theme: dark']],
  ['w', ['Overview', 'New audience', 'New push']],
  ['nowhere', []],
])('"%s" finds %j', (text, labels) => {
  expect(found(text)).toEqual(labels);
});
