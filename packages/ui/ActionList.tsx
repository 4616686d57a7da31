import type { ReactElement, ReactNode } from 'react';
import classes from './ActionList.module.css';

export interface Action {
  label: string;
  icon?: ReactNode;
  /** The keys that do the same. */
  hint?: string;
  /** One of a set of which one holds. */
  chosen?: boolean;
  disabled?: boolean;
  run: () => void;
}

type Props = { title?: string; actions: Action[]; onDone: () => void };

/** What can be done, one below the other, in a Dropdown. */
export function ActionList({ title, actions, onDone }: Props): ReactElement {
  return (
    <div role="group" aria-label={title}>
      {title !== undefined && <div className={classes.title}>{title}</div>}
      {actions.map(({ label, icon, hint, chosen, disabled, run }) => (
        <button
          key={label}
          type="button"
          className={classes.action}
          aria-pressed={chosen}
          disabled={disabled}
          onClick={() => {
            onDone();
            run();
          }}
        >
          {icon}
          {label}
          {hint !== undefined && <kbd className={classes.hint}>{hint}</kbd>}
        </button>
      ))}
    </div>
  );
}
