import type { KeyboardEvent } from 'react';
import type { Path } from '@/features/audiences/model';
import type { RulesEditing } from './RulesContext';

/** Alt with an arrow moves the row, Ctrl D doubles it; the row nearest to the cursor answers. */
export function rowKeys(rules: RulesEditing, path: Path): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.altKey && event.key === 'ArrowUp') rules.move(path, -1);
    else if (event.altKey && event.key === 'ArrowDown') rules.move(path, 1);
    else if ((event.ctrlKey || event.metaKey) && event.key === 'd') rules.duplicate(path);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
