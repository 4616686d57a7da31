import type { ReactElement } from 'react';
import classes from './Change.module.css';

type Props = {
  direction: 'up' | 'down' | 'flat' | 'none';
  text: string;
  tone: 'good' | 'bad' | 'plain';
  title?: string | undefined;
};

const said = { up: 'up', down: 'down', flat: 'unchanged', none: '' };

/** ▲ or ▼ with a number; the colour says good or bad, the arrow says which way. */
export function Change({ direction, text, tone, title }: Props): ReactElement {
  return (
    <span className={classes.change} data-tone={tone} title={title}>
      {(direction === 'up' || direction === 'down') && (
        <svg className={classes.arrow} data-direction={direction} viewBox="0 0 8 7" aria-hidden="true">
          <path d="M4 0 8 7H0z" fill="currentColor" />
        </svg>
      )}
      <span className="rt-sr">{said[direction]} </span>
      {text}
    </span>
  );
}
