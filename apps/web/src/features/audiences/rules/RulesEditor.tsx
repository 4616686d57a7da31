import type { Cond, Model, RuleCount } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import {
  append,
  countNodes,
  depth,
  duplicate,
  maxDepth,
  maxNodes,
  move,
  pathKey,
  remove,
  replace,
  setGroup,
  type Path,
} from '@/features/audiences/model';
import { GroupRow } from './GroupRow';
import { RulesContext, type RulesEditing } from './RulesContext';

type Props = {
  model: Model;
  tree: Cond;
  counts: Map<string, RuleCount>;
  problems: Map<string, string>;
  counting: boolean;
  onChange: (tree: Cond) => void;
};

/** The rule tree: sentences in groups, every act by button and by key. */
export function RulesEditor({ model, tree, counts, problems, counting, onChange }: Props): ReactElement {
  const [said, setSaid] = useState('');
  const full = countNodes(tree) >= maxNodes;
  const grow = (next: Cond): void => {
    if (countNodes(next) > maxNodes) setSaid(`An audience has at most ${maxNodes} conditions and groups.`);
    else if (depth(next) > maxDepth) setSaid(`Groups go at most ${maxDepth} levels deep.`);
    else {
      setSaid('');
      onChange(next);
    }
  };
  const editing: RulesEditing = {
    model,
    tree,
    counts,
    problems,
    counting,
    full,
    change: (path, node) => {
      onChange(replace(tree, path, node));
    },
    remove: (path) => {
      onChange(remove(tree, path));
      focusRow(path.slice(0, -1));
      setSaid('Condition removed. Undo brings it back.');
    },
    duplicate: (path) => {
      grow(duplicate(tree, path));
    },
    move: (path, step) => {
      const moved = move(tree, path, step);
      if (!moved) return;
      onChange(moved.tree);
      focusRow(moved.path);
      setSaid('Moved.');
    },
    add: (group, node) => {
      grow(append(tree, group, node));
    },
    setGroup: (path, kind, negated) => {
      onChange(setGroup(tree, path, kind, negated));
    },
  };
  return (
    <RulesContext value={editing}>
      <GroupRow path={[]} node={tree} />
      <div className="rt-sr" role="status">
        {said}
      </div>
    </RulesContext>
  );
}

export function rowId(path: Path): string {
  return `rule-${pathKey(path)}`;
}

/** The row that moved keeps the focus, wherever it has gone. */
function focusRow(path: Path): void {
  window.requestAnimationFrame(() => {
    document.getElementById(rowId(path))?.focus();
  });
}
