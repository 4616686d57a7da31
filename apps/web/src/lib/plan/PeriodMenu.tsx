import { Button } from '@mantine/core';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { days } from '@/lib/format';
import { isTyping, useShortcuts } from '@/lib/shortcuts';
import { periodLabel, presets } from './time';
import classes from './PeriodMenu.module.css';
import { RangeForm } from './RangeForm';

type Props = { period: string; onChange: (period: string) => void; onCompare: () => void };

/** Which days. While it is open each preset has a key; "c" goes to the custom days, "x" to the comparison. */
export function PeriodMenu({ period, onChange, onCompare }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const custom = useRef<HTMLInputElement | null>(null);
  useShortcuts([
    {
      keys: 't',
      label: 'Choose the period',
      run: () => {
        setOpen(true);
      },
    },
  ]);
  const choose = (value: string): void => {
    setOpen(false);
    onChange(value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const preset = presets.find((one) => one.key === event.key);
    if (preset) choose(preset.value);
    else if (event.key === 'c') custom.current?.focus();
    else if (event.key === 'x') {
      setOpen(false);
      onCompare();
    } else return;
    event.preventDefault();
  };
  return (
    <Dropdown
      label="Period"
      opened={open}
      onChange={setOpen}
      onKeyDown={onKeyDown}
      target={
        <Button
          variant="default"
          aria-expanded={open}
          leftSection={<IconCalendar size={14} aria-hidden="true" />}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {periodLabel(period, days)}
        </Button>
      }
    >
      <div className={classes.list}>
        {presets.map((preset) => (
          <button
            key={preset.value}
            type="button"
            className={classes.item}
            aria-pressed={preset.value === period}
            data-autofocus={preset.value === period || undefined}
            onClick={() => {
              choose(preset.value);
            }}
          >
            {preset.label}
            {preset.key !== null && <kbd className={classes.key}>{preset.key.toUpperCase()}</kbd>}
          </button>
        ))}
      </div>
      <div className={classes.custom}>
        <RangeForm
          value={period}
          onApply={choose}
          firstRef={(input) => {
            custom.current = input;
          }}
        />
      </div>
    </Dropdown>
  );
}
