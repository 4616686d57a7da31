import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql, SQLDialect, StandardSQL } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField, type Transaction } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { SqlTable } from '@truffle/types/api';
import { useEffect, useRef, type ReactElement } from 'react';
import classes from './SqlEditor.module.css';

type Props = {
  value: string;
  onChange: (text: string) => void;
  onRun: () => void;
  dialect: string;
  tables: SqlTable[];
  /** The place that the guard complains of. */
  mark: { from: number; to: number } | null;
  /** Ties what went wrong to the text. */
  describedBy: string | undefined;
};

const googleSql = SQLDialect.define({
  ...StandardSQL.spec,
  identifierQuotes: '`',
  hashComments: true,
  doubleQuotedStrings: true,
  backslashEscapes: true,
});

const setMark = StateEffect.define<Props['mark']>();
const wrong = Decoration.mark({ class: classes.wrong ?? '' });

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => {
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      const { value } = effect;
      return value && value.to > value.from
        ? Decoration.set([wrong.range(value.from, value.to)])
        : Decoration.none;
    }
    return before.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/* Roles, so that both themes hold. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--rt-accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--rt-good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--rt-warning)' },
  { tag: tags.comment, color: 'var(--rt-muted)', fontStyle: 'italic' },
]);

function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/* Whoever types over several lines would have the browser merge them, with an inline style that the page's policy refuses
 * and reports: the editor replaces them itself. */
const typesOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main } = view.state.selection;
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || main.empty || event.isComposing) return false;
    const plain = (): Transaction =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    const handled = view.state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(view, main.from, main.to, text, plain));
    if (!handled) view.dispatch(plain());
    event.preventDefault();
    return true;
  },
});

/** The text of a statement, with the public tables and columns to complete from. */
export function SqlEditor({
  value,
  onChange,
  onRun,
  dialect,
  tables,
  mark,
  describedBy,
}: Props): ReactElement {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onRun });
  useEffect(() => {
    latest.current = { onChange, onRun };
  });

  useEffect(() => {
    if (!parent.current) return;
    const schema = Object.fromEntries(
      tables.map((table) => [table.name, table.columns.map((one) => one.name)]),
    );
    const runs = {
      key: 'Mod-Enter',
      run: () => {
        latest.current.onRun();
        return true;
      },
    };
    const made = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          keymap.of([runs]),
          history(),
          lineNumbers(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          sql({
            dialect: dialect === 'googlesql' ? googleSql : StandardSQL,
            schema,
            upperCaseKeywords: true,
          }),
          syntaxHighlighting(colours),
          marked,
          typesOver,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'SQL statement' }),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the text is the editor's own once it is there
  }, [tables]);

  useEffect(() => {
    const now = view.current;
    if (now && now.state.doc.toString() !== value)
      now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);

  const from = mark?.from ?? null;
  const to = mark?.to ?? null;
  useEffect(() => {
    const now = view.current;
    const length = now?.state.doc.length ?? 0;
    const shown = from === null || to === null || from >= length ? null : { from, to: Math.min(to, length) };
    now?.dispatch({ effects: setMark.of(shown) });
  }, [from, to]);

  useEffect(() => {
    const content = view.current?.contentDOM;
    if (describedBy === undefined) content?.removeAttribute('aria-describedby');
    else content?.setAttribute('aria-describedby', describedBy);
  }, [describedBy]);

  return <div ref={parent} className={classes.editor} />;
}
