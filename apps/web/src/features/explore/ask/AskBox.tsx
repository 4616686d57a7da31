import { ActionIcon, Textarea } from '@mantine/core';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { modelQuery } from '@/lib/catalog';
import classes from './AskBox.module.css';
import { complete, completions, mentionAt } from './complete';

type Props = {
  text: string;
  onText: (text: string) => void;
  busy: boolean;
  /** Says that the question replaces the last one. */
  editing: boolean;
  onAsk: (question: string) => void;
  onStop: () => void;
  /** Arrow up in the empty box. */
  onEditLast: () => void;
  onCancelEdit: () => void;
  focus: boolean;
};

/** Enter asks, Shift Enter begins a line, "@" completes names, the arrow up brings the last question back. */
export function AskBox(props: Props): ReactElement {
  const { text, onText, busy, editing, onAsk, onStop, onEditLast, onCancelEdit, focus } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const model = useQuery(modelQuery);
  const [cursor, setCursor] = useState(text.length);
  const [picked, setPicked] = useState(0);
  const [closed, setClosed] = useState(-1);
  const mention = mentionAt(text, cursor);
  const offered = mention && mention.from !== closed ? completions(model.data, mention.typed) : [];
  const active = Math.min(picked, Math.max(0, offered.length - 1));
  useEffect(() => {
    /* After the frame has put the focus on the page. */
    const timer = window.setTimeout(() => {
      if (focus) box.current?.focus();
    }, 0);
    return () => {
      window.clearTimeout(timer);
    };
  }, [focus]);

  const choose = (index: number): void => {
    const one = offered[index];
    if (!mention || !one) return;
    const next = complete(text, cursor, mention, one.label);
    onText(next.text);
    setCursor(next.cursor);
    box.current?.focus();
    window.requestAnimationFrame(() => box.current?.setSelectionRange(next.cursor, next.cursor));
  };
  const send = (): void => {
    const question = text.trim();
    if (question !== '' && !busy) onAsk(question);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (offered.length > 0 && inList(event.key)) {
      if (event.key === 'Escape') setClosed(mention?.from ?? -1);
      else if (event.key === 'ArrowDown') setPicked((active + 1) % offered.length);
      else if (event.key === 'ArrowUp') setPicked((active + offered.length - 1) % offered.length);
      else choose(active);
    } else if (event.key === 'Enter' && !event.shiftKey) send();
    else if (event.key === 'ArrowUp' && text === '') onEditLast();
    else if (event.key === 'Escape' && editing) onCancelEdit();
    else return;
    event.preventDefault();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {offered.length > 0 && (
        <ul className={classes.list} id={list} role="listbox" aria-label="Names of the model">
          {offered.map((one, index) => (
            <li
              key={`${one.kind} ${one.name}`}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              className={classes.option}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(index);
              }}
            >
              {one.label} <span className="rt-muted">{one.kind}</span>
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={box}
        className={classes.box}
        label={editing ? 'Edit the last question' : 'Ask about your data'}
        description={
          editing ? 'Enter asks it again in place of the last one. Esc leaves it as it was.' : undefined
        }
        placeholder="Revenue by channel last month"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={1000}
        value={text}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? list : undefined}
        aria-activedescendant={offered.length > 0 ? `${list}-${active}` : undefined}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setCursor(event.currentTarget.selectionStart);
          setPicked(0);
        }}
        onSelect={(event) => {
          setCursor(event.currentTarget.selectionStart);
        }}
        onKeyDown={onKeyDown}
      />
      {busy ? (
        <ActionIcon size={36} variant="default" aria-label="Stop" title="Stop" onClick={onStop}>
          <IconPlayerStopFilled size={16} aria-hidden="true" />
        </ActionIcon>
      ) : (
        <ActionIcon type="submit" size={36} variant="filled" aria-label="Ask" title="Ask (Enter)">
          <IconArrowUp size={18} aria-hidden="true" />
        </ActionIcon>
      )}
      <p className={classes.hint}>
        <kbd>@</kbd> names a field · <kbd>Shift Enter</kbd> new line · <kbd>↑</kbd> edits the last question
      </p>
    </form>
  );
}

const inList = (key: string): boolean => ['Escape', 'ArrowDown', 'ArrowUp', 'Enter', 'Tab'].includes(key);
