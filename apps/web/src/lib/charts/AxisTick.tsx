import type { ReactElement } from 'react';
import type { XAxisTickContentProps, YAxisTickContentProps } from 'recharts';
import classes from './AxisTick.module.css';

type Props = { at: XAxisTickContentProps | YAxisTickContentProps; text: string };

/** A label of an axis as plain text. Recharts' own measures each word in the page to wrap it: forty layouts a chart. */
export function AxisTick({ at, text }: Props): ReactElement {
  const dy = at.verticalAnchor === 'start' ? '0.71em' : '0.355em';
  return (
    <text x={at.x} y={at.y} dy={dy} textAnchor={at.textAnchor} className={classes.tick}>
      {text}
    </text>
  );
}
