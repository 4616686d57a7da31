import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './FilterChip.module.css';

type Props = { children: string; onRemove: () => void };

export function FilterChip({ children, onRemove }: Props): ReactElement {
  return (
    <span className={classes.chip}>
      <span className={classes.text}>{children}</span>
      <button
        type="button"
        className={classes.remove}
        onClick={onRemove}
        aria-label={`Remove the filter ${children}`}
      >
        <IconX size={14} aria-hidden="true" />
      </button>
    </span>
  );
}
