import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/* The contrasts of both themes, computed from the file that the browser reads. */

const css = readFileSync('src/app/roles.css', 'utf8');
const roles = new Map<string, { light: string; dark: string }>();
for (const [, name, light, dark] of css.matchAll(/--rt-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) {
  if (name !== undefined && light !== undefined && dark !== undefined) roles.set(name, { light, dark });
}

function luminance(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function pair(front: string, back: string, theme: 'light' | 'dark'): number {
  const a = roles.get(front);
  const b = roles.get(back);
  if (!a || !b) throw new Error(`${front} or ${back} is no role`);
  return contrast(a[theme], b[theme]);
}

const backs = ['bg', 'surface'];
const texts = ['text', 'muted', 'accent', 'good', 'warning', 'bad'];
const graphics = ['control', ...Array.from({ length: 8 }, (_, at) => `series-${at + 1}`)];

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  it.each(texts.flatMap((front) => backs.map((back) => [front, back])))(
    'text: %s on %s is 4.5:1',
    (front = '', back = '') => {
      expect(pair(front, back, theme)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(graphics.flatMap((front) => backs.map((back) => [front, back])))(
    'graphics: %s on %s is 3:1',
    (front = '', back = '') => {
      expect(pair(front, back, theme)).toBeGreaterThanOrEqual(3);
    },
  );

  it.each([
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['text', 'accent-soft'],
    ['text', 'hover'],
    ['muted', 'hover'],
    ['accent', 'accent-soft'],
    ['surface', 'bad'],
  ])('text: %s on %s is 4.5:1', (front, back) => {
    expect(pair(front, back, theme)).toBeGreaterThanOrEqual(4.5);
  });
});
