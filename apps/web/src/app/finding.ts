import type { PaletteItem } from '@truffle/ui/Palette';

/** The items that hold every word that was typed, in any order; those that begin with the first word come first. */
export function matching<T extends Pick<PaletteItem, 'label'>>(items: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  const found = items.filter((item) => words.every((word) => item.label.toLowerCase().includes(word)));
  const begins = (item: T): boolean => item.label.toLowerCase().startsWith(first);
  return [...found.filter(begins), ...found.filter((item) => !begins(item))];
}
