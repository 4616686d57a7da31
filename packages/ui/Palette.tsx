import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import classes from './Palette.module.css';

export interface PaletteItem {
  id: string;
  label: string;
  /** At the right: the keys that do the same, or a state. */
  hint?: string;
  icon?: ReactNode;
  run: () => void;
}

export interface PaletteGroup {
  title: string;
  items: PaletteItem[];
}

type Props = {
  opened: boolean;
  onClose: () => void;
  text: string;
  onText: (text: string) => void;
  groups: PaletteGroup[];
  /** Something is still being looked for. */
  busy: boolean;
  /** What could not be looked for, as a sentence. */
  failed: string | null;
};

/** One field that leads everywhere: type, choose with the arrows, Enter. */
export function Palette({ opened, onClose, ...rest }: Props): ReactElement {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={560} yOffset="12vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search">
        <Modal.Body p={0}>
          <Finder onClose={onClose} {...rest} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/* At once, not when the window has settled: what is typed meanwhile must not be lost. */
function focus(input: HTMLInputElement | null): void {
  input?.focus();
}

function Finder({ onClose, text, onText, groups, busy, failed }: Omit<Props, 'opened'>): ReactElement {
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const items = groups.flatMap((group) => group.items);
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === chosen),
  );
  const current = items[at];
  const optionId = (item: PaletteItem): string => `${id}-${item.id}`;
  const currentId = current && optionId(current);
  useEffect(() => {
    if (currentId !== undefined) document.getElementById(currentId)?.scrollIntoView({ block: 'nearest' });
  }, [currentId]);
  const run = (item: PaletteItem): void => {
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setChosen(items[(at + step + items.length) % items.length]?.id ?? null);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (current) run(current);
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes.field}>
        <IconSearch size={16} aria-hidden="true" />
        <input
          className={classes.input}
          role="combobox"
          aria-label="Search"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={currentId}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Pages, audiences, pushes, what to do"
          ref={focus}
          value={text}
          onChange={(event) => {
            setChosen(null);
            onText(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd className={classes.esc}>Esc</kbd>
      </div>
      <div className={classes.list} id={`${id}-list`} role="listbox" aria-label="Results" tabIndex={-1}>
        {groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            <div key={group.title} role="group" aria-label={group.title}>
              <div className={classes.title} aria-hidden="true">
                {group.title}
              </div>
              {group.items.map((item) => (
                <div
                  key={item.id}
                  id={optionId(item)}
                  className={classes.option}
                  role="option"
                  aria-selected={item === current}
                  onClick={() => {
                    run(item);
                  }}
                >
                  {item.icon}
                  <span className={classes.label}>{item.label}</span>
                  {item.hint !== undefined && <span className={classes.hint}>{item.hint}</span>}
                </div>
              ))}
            </div>
          ))}
      </div>
      {failed !== null && <p className={classes.note}>{failed}</p>}
      {items.length === 0 && !busy && failed === null && (
        <p className={classes.note}>Nothing matches “{text}”.</p>
      )}
      <p className="rt-sr" role="status">
        {busy ? 'Searching' : `${items.length} ${items.length === 1 ? 'result' : 'results'}`}
      </p>
    </>
  );
}
