import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';

type Option = { value: string; label: string };
type Props = {
  label: string;
  usual: string;
  value: string | undefined;
  options: Option[];
  onChange: (value: string) => void;
};

/** One of a list or none; a value of the address that the list doesn't have stays visible. */
export function Choice({ label, usual, value, options, onChange }: Props): ReactElement {
  const strange = value !== undefined && !options.some((option) => option.value === value);
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value ?? ''}
      data={[{ value: '', label: usual }, ...options, ...(strange ? [{ value, label: value }] : [])]}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
