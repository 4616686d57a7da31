import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';

type Props = {
  label: string;
  value: number | null;
  onChange: (value: number) => void;
  min?: number;
  whole?: boolean;
  width?: number;
  before?: string | undefined;
};

/** A small number within a sentence; empty is not a number. */
export function NumberField({
  label,
  value,
  onChange,
  min,
  whole = false,
  width = 88,
  before,
}: Props): ReactElement {
  return (
    <TextInput
      size="xs"
      w={width}
      type="number"
      inputMode={whole ? 'numeric' : 'decimal'}
      aria-label={label}
      min={min}
      step={whole ? 1 : 'any'}
      leftSection={before}
      value={value === null || Number.isNaN(value) ? '' : String(value)}
      onChange={(event) => {
        const { value: text, valueAsNumber } = event.currentTarget;
        onChange(text === '' ? Number.NaN : whole ? Math.trunc(valueAsNumber) : valueAsNumber);
      }}
    />
  );
}
