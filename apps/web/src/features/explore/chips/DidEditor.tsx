import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Cond, Did } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { withDid } from '@/lib/plan/conds';
import classes from './Chips.module.css';
import { eventChoices, wholeIn } from './choices';

type Props = { events: string[]; cond: Extract<Cond, { did: Did }>; onApply: (cond: Cond) => void };

/** What people did, and how often at least. */
export function DidEditor({ events, cond, onApply }: Props): ReactElement {
  const [event, setEvent] = useState(cond.did.event);
  const [times, setTimes] = useState(String(cond.did.times ?? 1));
  const many = wholeIn(times, 1, 1000);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (typeof many !== 'string') onApply(withDid(cond, event, many));
      }}
    >
      <NativeSelect
        label="Event"
        size="xs"
        data-autofocus
        value={event}
        data={eventChoices(events, cond.did.event, '')}
        onChange={(change) => {
          setEvent(change.currentTarget.value);
        }}
      />
      <TextInput
        label="At least so often"
        size="xs"
        type="number"
        value={times}
        error={typeof many === 'string' ? many : null}
        onChange={(change) => {
          setTimes(change.currentTarget.value);
        }}
      />
      <Button type="submit">Apply</Button>
    </form>
  );
}
