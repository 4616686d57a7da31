import { Button, NativeSelect } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Did } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { humane } from '@/lib/catalog';
import classes from './ConditionRow.module.css';
import { NumberField } from './NumberField';
import { useRules } from './RulesContext';
import { TimeWindow } from './TimeWindow';
import { addWhere } from './where';
import { WhereFields } from './WhereFields';

type Props = { did: Did; negated: boolean; onChange: (did: Did, negated: boolean) => void };

/** did / didn't do an event, at least n times, in a window, with properties. */
export function DidFields({ did, negated, onChange }: Props): ReactElement {
  const { model } = useRules();
  const set = (change: Partial<Did>): void => {
    onChange({ ...did, ...change }, negated);
  };
  const events = model.events.includes(did.event) ? model.events : [did.event, ...model.events];
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Did or didn't do"
        value={negated ? 'not' : 'did'}
        data={[
          { value: 'did', label: 'did' },
          { value: 'not', label: "didn't do" },
        ]}
        onChange={(event) => {
          onChange(did, event.currentTarget.value === 'not');
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Event"
        value={did.event}
        data={events.map((name) => ({ value: name, label: humane(name) }))}
        onChange={(event) => {
          set({ event: event.currentTarget.value });
        }}
      />
      <span className={classes.part}>
        at least
        <NumberField
          label="Times"
          value={did.times ?? 1}
          min={1}
          whole
          width={60}
          onChange={(times) => {
            set({ times: Number.isNaN(times) ? 1 : Math.max(1, times) });
          }}
        />
        {(did.times ?? 1) === 1 ? 'time' : 'times'}
      </span>
      <TimeWindow
        time={did.time}
        onChange={(time) => {
          set({ time });
        }}
      />
      <WhereFields
        where={did.where ?? null}
        onChange={(where) => {
          set({ where });
        }}
      />
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={12} aria-hidden="true" />}
        onClick={() => {
          set({ where: addWhere(did.where ?? null, model) });
        }}
      >
        where
      </Button>
    </>
  );
}
