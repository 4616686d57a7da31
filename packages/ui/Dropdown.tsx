import { useClickOutside, useFocusTrap, useMergedRef } from '@mantine/hooks';
import { useLayoutEffect, useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import classes from './Dropdown.module.css';

type Props = {
  /** What the panel is, for those who don't see where it opens. */
  label: string;
  opened: boolean;
  onChange: (opened: boolean) => void;
  /** The button that opens it. */
  target: ReactNode;
  children: ReactNode;
  onKeyDown?: (event: KeyboardEvent) => void;
};

/**
 * A panel under its button: the focus moves in and comes back, Escape and a click elsewhere close it.
 * Small on purpose, as the frame of every page carries it.
 */
export function Dropdown({ label, opened, onChange, target, children, onKeyDown }: Props): ReactElement {
  const wrapper = useRef<HTMLDivElement>(null);
  const close = (): void => {
    if (opened) onChange(false);
  };
  const back = (): void => {
    close();
    wrapper.current?.querySelector('button')?.focus();
  };
  const outside = useClickOutside<HTMLDivElement>(close);
  return (
    <div className={classes.wrapper} ref={useMergedRef(wrapper, outside)}>
      {target}
      {opened && (
        <Panel
          label={label}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault();
              event.stopPropagation();
              back();
            } else onKeyDown?.(event);
          }}
        >
          {children}
        </Panel>
      )}
    </div>
  );
}

type PanelProps = { label: string; onKeyDown: (event: KeyboardEvent) => void; children: ReactNode };

function Panel({ label, onKeyDown, children }: PanelProps): ReactElement {
  const panel = useRef<HTMLDivElement>(null);
  const trap = useFocusTrap();
  useLayoutEffect(() => {
    if (panel.current) keepInside(panel.current);
  }, []);
  return (
    <div
      className={classes.panel}
      role="dialog"
      tabIndex={-1}
      aria-label={label}
      ref={useMergedRef(panel, trap)}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

const margin = 12;

/** Moves the panel sideways until it is within the window. */
function keepInside(panel: HTMLElement): void {
  panel.style.removeProperty('--shift');
  const { left, right } = panel.getBoundingClientRect();
  const over = right - (document.documentElement.clientWidth - margin);
  const shift = Math.min(Math.max(0, over), Math.max(0, left - margin));
  panel.style.setProperty('--shift', `${-shift}px`);
}
