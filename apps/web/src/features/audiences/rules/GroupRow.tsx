import { NativeSelect } from '@mantine/core';
import type { Cond } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { groupOf, pathKey, type GroupKind, type Path } from '@/features/audiences/model';
import { AddMenu } from './AddMenu';
import { ConditionRow } from './ConditionRow';
import classes from './GroupRow.module.css';
import { RowCount } from './RowCount';
import { RowMenu } from './RowMenu';
import { rowKeys } from './rowKeys';
import { useRules } from './RulesContext';

type Props = { path: Path; node: Cond };

const kinds: readonly { value: string; label: string; kind: GroupKind; negated: boolean }[] = [
  { value: 'all', label: 'all of these', kind: 'all', negated: false },
  { value: 'any', label: 'at least one of these', kind: 'any', negated: false },
  { value: 'none', label: 'none of these', kind: 'any', negated: true },
  { value: 'notall', label: 'not all of these', kind: 'all', negated: true },
];

export function GroupRow({ path, node }: Props): ReactElement | null {
  const rules = useRules();
  const group = groupOf(node);
  if (!group) return null;
  const root = path.length === 0;
  const current = kinds.find((one) => one.kind === group.kind && one.negated === group.negated);
  const joint = group.kind === 'all' ? 'and' : 'or';
  return (
    <div
      className={classes.group}
      data-root={root || undefined}
      id={`rule-${pathKey(path)}`}
      tabIndex={-1}
      role="group"
      aria-label={`${root ? 'Rules' : 'Group'}: ${current?.label ?? ''}`}
      onKeyDown={root ? undefined : rowKeys(rules, path)}
    >
      <div className={classes.head}>
        <span>{root ? 'Customers who match' : 'who match'}</span>
        <NativeSelect
          size="xs"
          aria-label="How the conditions of this group combine"
          value={current?.value ?? 'all'}
          data={kinds.map(({ value, label }) => ({ value, label }))}
          onChange={(event) => {
            const chosen = kinds.find((one) => one.value === event.currentTarget.value);
            if (chosen) rules.setGroup(path, chosen.kind, chosen.negated);
          }}
        />
        <span className={classes.space} />
        <RowCount path={path} />
        {!root && <RowMenu path={path} what="group" />}
      </div>
      <div className={classes.children}>
        {group.children.map((child, index) => (
          // The place is the row's name: what is typed lives in the tree, not in the row.
          <div key={index} className={classes.child} data-joint={index > 0 ? joint : undefined}>
            {groupOf(child) ? (
              <GroupRow path={[...path, index]} node={child} />
            ) : (
              <ConditionRow path={[...path, index]} node={child} />
            )}
          </div>
        ))}
        {group.children.length === 0 && <p className={classes.nothing}>No conditions yet.</p>}
        <AddMenu path={path} />
      </div>
    </div>
  );
}
