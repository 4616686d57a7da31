import type { ReactElement } from 'react';
import { pathKey, type Path } from '@/features/audiences/model';
import { exact, plural } from '@/lib/format';
import classes from './RowCount.module.css';
import { useRules } from './RulesContext';

type Props = { path: Path };

/** How many people this row alone keeps. */
export function RowCount({ path }: Props): ReactElement {
  const { counts, counting } = useRules();
  const count = counts.get(pathKey(path));
  return (
    <span
      className={classes.count}
      data-counting={counting || undefined}
      title={count ? `Keeps ${exact(count.kept)}, leaves out ${exact(count.dropped)}` : undefined}
    >
      {count ? plural(count.kept, 'person', 'people') : ''}
    </span>
  );
}
