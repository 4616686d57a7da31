import type { ReactElement } from 'react';
import { sparkPath } from './sparkPath';
import classes from './Sparkline.module.css';

type Props = { values: (number | null)[] };

const width = 120;
const height = 28;

/** A small line without axes: the shape of a period. What it shows stands in words beside it. */
export function Sparkline({ values }: Props): ReactElement {
  const { line, area } = sparkPath(values, width, height);
  return (
    <svg
      className={classes.spark}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {area !== '' && <path className={classes.area} d={area} />}
      {line !== '' && <path className={classes.line} d={line} vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}
