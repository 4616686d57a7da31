import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Cond } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { words } from '@/features/audiences/words';
import { AttributeFields } from './AttributeFields';
import { useRules } from './RulesContext';
import { whereFrom, whereList } from './where';
import classes from './WhereFields.module.css';

type Props = { where: Cond | null; onChange: (where: Cond | null) => void };

export function WhereFields({ where, onChange }: Props): ReactElement {
  const { model } = useRules();
  const list = whereList(where);
  if (list === null) {
    return (
      <span className={classes.line}>
        where {where ? words(where, model) : ''}
        <RemoveWhere
          onRemove={() => {
            onChange(null);
          }}
        />
      </span>
    );
  }
  const fields = model.dimensions.filter((field) => field.event);
  return (
    <>
      {list.map((node, index) => (
        <span key={index} className={classes.line}>
          <span>{index === 0 ? 'where' : 'and'}</span>
          <AttributeFields
            node={node}
            fields={fields}
            onChange={(next) => {
              onChange(whereFrom(list.map((one, position) => (position === index ? next : one))));
            }}
          />
          <RemoveWhere
            onRemove={() => {
              onChange(whereFrom(list.filter((_, position) => position !== index)));
            }}
          />
        </span>
      ))}
    </>
  );
}

function RemoveWhere({ onRemove }: { onRemove: () => void }): ReactElement {
  return (
    <ActionIcon variant="subtle" size={24} aria-label="Remove this property" onClick={onRemove}>
      <IconX size={14} aria-hidden="true" />
    </ActionIcon>
  );
}
