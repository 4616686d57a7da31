import type { ReactElement } from 'react';
import { CopyButton } from './CopyButton';
import classes from './CodeBlock.module.css';

type Props = { label: string; children: string };

export function CodeBlock({ label, children }: Props): ReactElement {
  return (
    <figure className={classes.block}>
      <figcaption className={classes.head}>
        {label}
        <CopyButton text={children} label={`Copy the ${label}`} />
      </figcaption>
      <pre className={classes.code} tabIndex={0} role="region" aria-label={label}>
        <code>{children}</code>
      </pre>
    </figure>
  );
}
