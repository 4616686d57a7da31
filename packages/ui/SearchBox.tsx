import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';

type Props = { label: string; value: string; onChange: (text: string) => void; id?: string };

/** A filter of a list: what is typed goes to the address after a short rest. "/" puts the cursor here. */
export function SearchBox({ label, value, onChange, id = 'page-filter' }: Props): ReactElement {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef(0);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
    },
    [],
  );
  const change = (text: string, wait: number): void => {
    setTyped(text);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      setKnown(text);
      onChange(text);
    }, wait);
  };
  return (
    <TextInput
      id={id}
      size="xs"
      w={220}
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      rightSection={
        typed === '' ? null : (
          <CloseButton
            size="xs"
            aria-label="Clear the filter"
            onClick={() => {
              change('', 0);
            }}
          />
        )
      }
      onChange={(event) => {
        change(event.currentTarget.value, 250);
      }}
    />
  );
}
