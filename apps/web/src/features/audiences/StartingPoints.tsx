import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { modelQuery } from '@/lib/catalog';
import { plural } from '@/lib/format';
import { previewQuery } from './queries';
import classes from './StartingPoints.module.css';
import { templatesFor, type Template } from './templates';
import { useNewAudience } from './useNewAudience';

/** Templates, counted on the person's own data, and an empty page. */
export function StartingPoints(): ReactElement {
  const model = useQuery(modelQuery);
  const create = useNewAudience();
  return (
    <div className={classes.list}>
      {templatesFor(model.data).map((template) => (
        <StartingPoint
          key={template.name}
          template={template}
          onUse={() => {
            create.mutate({ name: template.name, description: template.text, rules: template.rules });
          }}
        />
      ))}
      <article className={classes.card}>
        <h3 className={classes.name}>Write rules</h3>
        <p className={classes.text}>Begin with an empty set and add conditions.</p>
        <Button
          loading={create.isPending}
          onClick={() => {
            create.mutate({ name: 'Untitled audience' });
          }}
        >
          Write rules
        </Button>
      </article>
    </div>
  );
}

function StartingPoint({ template, onUse }: { template: Template; onUse: () => void }): ReactElement {
  const size = useQuery(previewQuery(template.rules));
  return (
    <article className={classes.card}>
      <h3 className={classes.name}>{template.name}</h3>
      <p className={classes.text}>{template.text}</p>
      <p className={classes.people}>{size.data ? plural(size.data.people, 'person', 'people') : ' '}</p>
      <Button variant="default" onClick={onUse}>
        Use this<span className="rt-sr">: {template.name}</span>
      </Button>
    </article>
  );
}
