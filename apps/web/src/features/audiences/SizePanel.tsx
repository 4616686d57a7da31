import { Skeleton } from '@mantine/core';
import type { AudienceSize } from '@truffle/types/api';
import { HowMade, type Making } from '@truffle/ui/HowMade';
import { QueryView, type QueryLike } from '@truffle/ui/QueryView';
import type { ReactElement } from 'react';
import { elapsed, exact, share } from '@/lib/format';
import classes from './SizePanel.module.css';

type Props = { query: QueryLike<AudienceSize>; waiting?: string | null };

/** People now, and how many of them can be reached and may be sent. */
export function SizePanel({ query, waiting = null }: Props): ReactElement {
  return (
    <section className={classes.panel} aria-label="Size">
      {waiting === null ? (
        <QueryView query={query} what="the size" skeleton={<SizeSkeleton />}>
          {(size) => <Size size={size} />}
        </QueryView>
      ) : (
        <p className={classes.waiting}>{waiting}</p>
      )}
    </section>
  );
}

function Size({ size }: { size: AudienceSize }): ReactElement {
  const steps = [
    { label: 'Match', count: size.people, why: 'Customers who match the rules.' },
    {
      label: 'Reachable',
      count: size.reachable,
      why: 'Of these, with a usable e-mail, phone number or full postal address.',
    },
    {
      label: 'Consented',
      count: size.consented,
      why: 'Of these, with consent to both uses for advertising.',
    },
  ];
  return (
    <>
      <div className={classes.head}>
        <span className={classes.people} aria-live="polite">
          {exact(size.people)} <span className={classes.unit}>{size.people === 1 ? 'person' : 'people'}</span>
        </span>
        <HowMade making={makingOf(size)} />
      </div>
      <p className={classes.of}>
        {share(size.people, size.total_customers)} of {exact(size.total_customers)} customers
      </p>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.label} className={classes.step} title={step.why}>
            <span>{step.label}</span>
            <span className={classes.count}>
              {exact(step.count)} <span className={classes.share}>{share(step.count, size.people)}</span>
            </span>
            <progress
              className={classes.bar}
              value={step.count}
              max={Math.max(1, size.people)}
              aria-hidden="true"
            />
          </li>
        ))}
      </ol>
    </>
  );
}

function makingOf(size: AudienceSize): Making {
  return {
    title: 'People now',
    reading: size.words,
    facts: [
      ['Took', elapsed(size.elapsed_ms)],
      ['Data to', size.data_until ?? 'not known'],
      ['Conditions counted', exact(size.counts.length)],
    ],
    sql: size.sql,
  };
}

function SizeSkeleton(): ReactElement {
  return (
    <>
      <Skeleton height={28} width="70%" mb={12} />
      <Skeleton height={12} width="50%" mb={20} />
      <Skeleton height={24} mb={12} />
      <Skeleton height={24} mb={12} />
      <Skeleton height={24} />
    </>
  );
}
