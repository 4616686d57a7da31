import { IconX } from '@tabler/icons-react';
import { Dropdown } from '@truffle/ui/Dropdown';
import { useState, type ReactElement, type ReactNode } from 'react';
import classes from './Chips.module.css';

type Props = {
  /** What part of the reading it is: "Metric". */
  part: string;
  children: string;
  /** Whatever changes it; given a way to close. Left out: it can't be changed here. */
  edit?: ((close: () => void) => ReactNode) | undefined;
  onRemove?: (() => void) | undefined;
};

/** A part of how the question was read. */
export function Chip({ part, children, edit, onRemove }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const words = (
    <>
      <span className={classes.part}>{part}</span> <span className={classes.words}>{children}</span>
    </>
  );
  return (
    <span className={classes.chip}>
      {edit ? (
        <Dropdown
          label={`Change ${part.toLowerCase()} ${children}`}
          opened={open}
          onChange={setOpen}
          target={
            <button
              type="button"
              className={classes.change}
              aria-expanded={open}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {words}
            </button>
          }
        >
          {edit(() => {
            setOpen(false);
          })}
        </Dropdown>
      ) : (
        <span className={classes.fixed}>{words}</span>
      )}
      {onRemove && (
        <button
          type="button"
          className={classes.remove}
          aria-label={`Remove ${part.toLowerCase()} ${children}`}
          onClick={onRemove}
        >
          <IconX size={14} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
