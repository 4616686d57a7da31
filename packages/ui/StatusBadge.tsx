import {
  IconAlertTriangleFilled,
  IconCircle,
  IconCircleFilled,
  IconCircleHalf2,
  IconMinus,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './StatusBadge.module.css';

export type StatusTone = 'quiet' | 'moving' | 'good' | 'warning' | 'bad' | 'off';
type Props = { tone: StatusTone; children: string };

const icons = {
  quiet: IconCircle,
  moving: IconCircleHalf2,
  good: IconCircleFilled,
  warning: IconAlertTriangleFilled,
  bad: IconAlertTriangleFilled,
  off: IconMinus,
};

/** A state as an icon and a word, never colour alone. */
export function StatusBadge({ tone, children }: Props): ReactElement {
  const Icon = icons[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={12} aria-hidden="true" />
      {children}
    </span>
  );
}
