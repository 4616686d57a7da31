import type { Cond, Model, RuleCount } from '@truffle/types/api';
import { createContext, useContext } from 'react';
import type { GroupKind, Path } from '@/features/audiences/model';

export interface RulesEditing {
  model: Model;
  tree: Cond;
  /** By place in the tree. */
  counts: Map<string, RuleCount>;
  problems: Map<string, string>;
  counting: boolean;
  full: boolean;
  change: (path: Path, node: Cond) => void;
  remove: (path: Path) => void;
  duplicate: (path: Path) => void;
  move: (path: Path, step: -1 | 1) => void;
  add: (group: Path, node: Cond) => void;
  setGroup: (path: Path, kind: GroupKind, negated: boolean) => void;
}

export const RulesContext = createContext<RulesEditing | null>(null);

export function useRules(): RulesEditing {
  const editing = useContext(RulesContext);
  if (!editing) throw new Error('A rule stands inside the editor.');
  return editing;
}
