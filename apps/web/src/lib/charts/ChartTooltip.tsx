import type { ReactElement } from 'react';
import type { TooltipContentProps } from 'recharts';
import { asNumber } from '@/lib/format';
import classes from './ChartTooltip.module.css';

type Props = {
  props: TooltipContentProps;
  series: readonly { name: string; label: string }[];
  value: (number: number | null) => string;
  title: (date: string) => string;
};

/** All series at the crosshair, in the order of the chart, with exact values. */
export function ChartTooltip({ props, series, value, title }: Props): ReactElement | null {
  if (!props.active) return null;
  const rows = series.flatMap(({ name, label }) => {
    const found = props.payload.find((one) => one.dataKey === name);
    const number =
      typeof found?.value === 'number' || typeof found?.value === 'string' ? asNumber(found.value) : null;
    return number === null ? [] : [{ name, label, number }];
  });
  return (
    <div className={classes.tooltip}>
      <div className={classes.title}>{title(String(props.label))}</div>
      {rows.map((row) => (
        <div key={row.name} className={classes.row}>
          <span>{row.label}</span>
          <strong>{value(row.number)}</strong>
        </div>
      ))}
    </div>
  );
}
