import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Path } from '@/features/audiences/model';
import classes from './AddMenu.module.css';
import { newAttribute, newDid, newGroup, newMetric } from './starts';
import { useRules } from './RulesContext';

type Props = { path: Path };

export function AddMenu({ path }: Props): ReactElement {
  const rules = useRules();
  const { model } = rules;
  const choices = [
    { label: 'Did an event', make: newDid, shown: model.events.length > 0 },
    { label: 'Attribute', make: newAttribute, shown: model.dimensions.some((field) => field.customer) },
    { label: 'Metric', make: newMetric, shown: model.metrics.some((metric) => metric.customer) },
    { label: 'Group', make: newGroup, shown: path.length < 6 },
  ];
  return (
    <div className={classes.line} role="group" aria-label="Add to this group">
      {choices
        .filter((choice) => choice.shown)
        .map(({ label, make }) => (
          <Button
            key={label}
            variant="subtle"
            size="compact-xs"
            disabled={rules.full}
            leftSection={<IconPlus size={12} aria-hidden="true" />}
            onClick={() => {
              rules.add(path, make(model));
            }}
          >
            {label}
          </Button>
        ))}
    </div>
  );
}
