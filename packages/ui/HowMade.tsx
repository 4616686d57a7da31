import { ActionIcon } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState, type ReactElement, type ReactNode } from 'react';

const HowMadeDrawer = lazy(() =>
  import('./HowMadeDrawer').then((module) => ({ default: module.HowMadeDrawer })),
);

export type Making = {
  title: string;
  definition?: string | null;
  reading?: string;
  facts: [label: string, value: ReactNode][];
  plan?: unknown;
  sql: string;
  parameters?: Record<string, unknown>;
};

type Props = { making: Making | null };

/** Opens what stands behind a figure: its definition, the plan, the SQL, what it read and how old it is. */
export function HowMade({ making }: Props): ReactElement | null {
  const [used, setUsed] = useState(false);
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  if (!making) return null;
  return (
    <>
      <ActionIcon
        ref={opener}
        variant="subtle"
        size={24}
        aria-label={`How is this made? ${making.title}`}
        title="How is this made?"
        onClick={() => {
          setUsed(true);
          setOpen(true);
        }}
      >
        <IconInfoCircle size={14} aria-hidden="true" />
      </ActionIcon>
      {used && (
        <Suspense fallback={null}>
          <HowMadeDrawer
            making={making}
            opened={open}
            onClose={() => {
              setOpen(false);
              opener.current?.focus();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
