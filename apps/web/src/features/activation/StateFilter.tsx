import { Button, Checkbox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement } from 'react';
import { jobStates, stateWords } from '@/lib/jobs';
import classes from './StateFilter.module.css';

type Props = { state: string[] | undefined; onChange: (state: string[] | undefined) => void };

export function StateFilter({ state = [], onChange }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      label="State"
      opened={open}
      onChange={setOpen}
      target={
        <Button
          variant="default"
          aria-expanded={open}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {state.length === 0 ? 'State' : `State: ${state.length}`}
        </Button>
      }
    >
      <div className={classes.list}>
        {jobStates.map((one) => (
          <Checkbox
            key={one}
            size="xs"
            label={
              stateWords({ state: one, done: 0, total: null, cause: null, platform: 'the platform' }).word
            }
            checked={state.includes(one)}
            onChange={(event) => {
              const next = event.currentTarget.checked
                ? [...state, one]
                : state.filter((other) => other !== one);
              onChange(next.length === 0 ? undefined : next);
            }}
          />
        ))}
      </div>
    </Dropdown>
  );
}
