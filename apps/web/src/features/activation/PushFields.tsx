import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { schedules, type Settings } from './model';
import classes from './PushForm.module.css';

type Props = {
  settings: Settings;
  listName: string;
  said: (name: keyof Settings) => string | null;
  onChange: (change: Partial<Settings>) => void;
};

/** What a push can be told besides whom and where to. */
export function PushFields({ settings, listName, said, onChange }: Props): ReactElement {
  return (
    <>
      <TextInput
        label="List name"
        description="For the first push to this account; the list keeps its name from then on."
        placeholder={listName}
        value={settings.list_name}
        maxLength={120}
        error={said('list_name')}
        onChange={(event) => {
          onChange({ list_name: event.currentTarget.value });
        }}
      />
      <div className={classes.pair}>
        <TextInput
          label="Keep people for (days)"
          description="1 to 540."
          inputMode="numeric"
          value={settings.membership_days}
          error={said('membership_days')}
          onChange={(event) => {
            onChange({ membership_days: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Hold back (%)"
          description="0 to 50, at random, to measure the effect."
          inputMode="numeric"
          value={settings.holdout_pct}
          error={said('holdout_pct')}
          onChange={(event) => {
            onChange({ holdout_pct: event.currentTarget.value });
          }}
        />
      </div>
      <div className={classes.pair}>
        <NativeSelect
          label="Schedule"
          description="One approval holds for all runs inside the band."
          data={schedules}
          value={settings.schedule}
          error={said('schedule')}
          onChange={(event) => {
            onChange({ schedule: event.currentTarget.value });
          }}
        />
        {settings.schedule !== '' && (
          <TextInput
            label="Ask again beyond (%)"
            description="By how much its size may change."
            inputMode="numeric"
            value={settings.drift_pct}
            error={said('drift_pct')}
            onChange={(event) => {
              onChange({ drift_pct: event.currentTarget.value });
            }}
          />
        )}
      </div>
      <Textarea
        label="Note to the approver"
        description="Why, for which campaign, on which budget."
        autosize
        minRows={2}
        value={settings.note}
        maxLength={1000}
        error={said('note')}
        onChange={(event) => {
          onChange({ note: event.currentTarget.value });
        }}
      />
    </>
  );
}
