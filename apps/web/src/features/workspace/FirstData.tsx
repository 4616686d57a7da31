import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Command } from '@truffle/ui/Command';
import type { ReactElement } from 'react';
import { modelQuery } from '@/lib/catalog';
import { days } from '@/lib/format';
import classes from './FirstData.module.css';

type Props = { onDone: () => void };

/** Tells how data come in; data that are there already are said so. */
export function FirstData({ onDone }: Props): ReactElement {
  const model = useQuery({ ...modelQuery, refetchInterval: 5000 });
  const first = model.data?.first_day;
  const last = model.data?.last_day;
  return (
    <>
      <p className={classes.text}>
        Data are loaded on the server's command line. Demo data give a full tour in under a minute:
      </p>
      <div className={classes.commands}>
        <Command>truffle demo</Command>
      </div>
      <p className={classes.text}>Or load your own: the GA4 export, customers with consent, and orders.</p>
      <div className={classes.commands}>
        <Command>truffle load ga4 events_*.json.gz</Command>
        <Command>truffle load customers customers.csv</Command>
        <Command>truffle load orders orders.csv</Command>
        <Command>truffle load consents consents.csv</Command>
      </div>
      <p className={classes.state} role="status">
        {first && last
          ? `Data of ${days(first, last)} are loaded.`
          : 'No data are loaded yet. This page notices when they are.'}
      </p>
      <Button size="sm" variant={first ? 'filled' : 'default'} onClick={onDone}>
        {first ? 'Go to Overview' : 'Go on without data'}
      </Button>
    </>
  );
}
