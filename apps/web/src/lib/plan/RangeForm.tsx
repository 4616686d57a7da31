import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { rangeOf } from './time';
import classes from './RangeForm.module.css';

type Props = {
  value: string;
  onApply: (range: string) => void;
  firstRef?: (input: HTMLInputElement | null) => void;
};

/** Two days, both included. */
export function RangeForm({ value, onApply, firstRef }: Props): ReactElement {
  const start = rangeOf(value);
  const [from, setFrom] = useState(start?.from ?? '');
  const [to, setTo] = useState(start?.to ?? '');
  const [problem, setProblem] = useState(false);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const range = `${from}..${to}`;
        if (rangeOf(range)) onApply(range);
        else setProblem(true);
      }}
    >
      <label className={classes.field}>
        From
        <input
          ref={firstRef}
          type="date"
          value={from}
          onChange={(event) => {
            setFrom(event.currentTarget.value);
          }}
        />
      </label>
      <label className={classes.field}>
        To
        <input
          type="date"
          value={to}
          onChange={(event) => {
            setTo(event.currentTarget.value);
          }}
        />
      </label>
      <Button type="submit" variant="default">
        Apply
      </Button>
      {problem && (
        <p className={classes.problem} role="alert">
          Choose two days, the earlier one first.
        </p>
      )}
    </form>
  );
}
