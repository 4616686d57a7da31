import { TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import classes from './Chips.module.css';

interface Named {
  name: string;
  label: string;
  description: string | null;
}

type Props = { label: string; items: readonly Named[]; current?: string; onPick: (name: string) => void };

/** A name of the model, found by typing. */
export function PickName({ label, items, current, onPick }: Props): ReactElement {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const found = items.filter((one) => `${one.label} ${one.name}`.toLowerCase().includes(wanted));
  return (
    <div className={classes.pick}>
      <TextInput
        size="xs"
        label={label}
        type="search"
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key !== 'Enter' || !first) return;
          event.preventDefault();
          onPick(first.name);
        }}
      />
      <div className={classes.list} role="group" aria-label={`${label}: choices`} tabIndex={-1}>
        {found.map((one) => (
          <button
            key={one.name}
            type="button"
            className={classes.item}
            aria-pressed={one.name === current}
            title={one.description ?? undefined}
            onClick={() => {
              onPick(one.name);
            }}
          >
            {one.label}
          </button>
        ))}
        {found.length === 0 && <p className={classes.none}>Nothing is called that.</p>}
      </div>
    </div>
  );
}
