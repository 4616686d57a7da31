import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Model } from '@truffle/types/api';
import { Dropdown } from '@truffle/ui/Dropdown';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import type { Filter } from '@/lib/plan/filters';

const FilterForm = lazy(() =>
  import('@/lib/plan/FilterForm').then((module) => ({ default: module.FilterForm })),
);

type Props = { model: Model | undefined; onAdd: (filter: Filter) => void };

export function AddFilter({ model, onAdd }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      label="Add a filter"
      opened={open}
      onChange={setOpen}
      target={
        <Button
          variant="default"
          aria-expanded={open}
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => {
            setOpen(!open);
          }}
        >
          Filter
        </Button>
      }
    >
      <Suspense fallback={<Skeleton width={264} height={220} />}>
        <FilterForm
          model={model}
          onAdd={(filter) => {
            setOpen(false);
            onAdd(filter);
          }}
        />
      </Suspense>
    </Dropdown>
  );
}
