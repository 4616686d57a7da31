import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';

type Props = { negated: boolean; onChange: (negated: boolean) => void };

export function NotSwitch({ negated, onChange }: Props): ReactElement {
  return (
    <NativeSelect
      size="xs"
      aria-label="With or without"
      value={negated ? 'without' : 'with'}
      data={[
        { value: 'with', label: 'with' },
        { value: 'without', label: 'without' },
      ]}
      onChange={(event) => {
        onChange(event.currentTarget.value === 'without');
      }}
    />
  );
}
