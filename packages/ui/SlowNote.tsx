import { Button } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import classes from './SlowNote.module.css';

type Props = { what?: string; onCancel?: (() => void) | undefined; after?: number };

/** After five seconds says that the work goes on, and offers to stop it. */
export function SlowNote({
  what = 'Still reading the warehouse.',
  onCancel,
  after = 5000,
}: Props): ReactElement | null {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setSlow(true);
    }, after);
    return () => {
      window.clearTimeout(timer);
    };
  }, [after]);
  if (!slow) return null;
  return (
    <div className={classes.note} role="status">
      <span>{what}</span>
      {onCancel && (
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  );
}
