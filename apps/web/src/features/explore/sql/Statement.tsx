import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { SqlAnswer, SqlTable } from '@truffle/types/api';
import { useRef, useState, type ReactElement } from 'react';
import { call } from '@/lib/api';
import { lateModule } from '@/lib/late';
import answer from '@/features/explore/answer/Answer.module.css';
import { SaveDialog } from '@/features/explore/answer/SaveDialog';
import { rangeAt } from '../sql';
import { readSql, writeSql } from '../sqlDraft';
import { problemPlace } from './place';
import classes from './Sql.module.css';
import { SqlProblem } from './SqlProblem';
import { SqlResult, Verdict } from './SqlResult';

/* The editor is larger than the page: it comes after it, and no other page pays for it. */
const useEditor = lateModule(import('./SqlEditor'));

type Props = { start: string | null; name: string; dialect: string; tables: SqlTable[] };

const dialects: Record<string, string> = { duckdb: "DuckDB's SQL", googlesql: 'GoogleSQL (BigQuery)' };

const example = `SELECT channel_group, count(*) AS sessions
FROM sessions
GROUP BY channel_group
ORDER BY sessions DESC
LIMIT 20`;

export function Statement({ start, name, dialect, tables }: Props): ReactElement {
  const module = useEditor();
  const [text, setText] = useState(() => start ?? (readSql() === '' ? example : readSql()));
  const { ask, send, stop, stopped } = useStatement();
  const place = problemPlace(ask.error);
  /* The mark belongs to the text that was sent. */
  const mark = place && ask.variables?.sql === text ? rangeAt(text, place) : null;
  const run = (check: boolean): void => {
    if (text.trim() !== '') send(text, check);
  };
  return (
    <div className={classes.page}>
      {module ? (
        <module.SqlEditor
          value={text}
          onChange={(next) => {
            setText(next);
            writeSql(next);
          }}
          onRun={() => {
            run(false);
          }}
          dialect={dialect}
          tables={tables}
          mark={mark}
          describedBy={ask.error ? 'sql-problem' : undefined}
        />
      ) : (
        <Skeleton height={184} />
      )}
      <Acts text={text} name={name} busy={ask.isPending} onRun={run} onStop={stop} />
      <p className={answer.source}>
        <span className={answer.unchecked}>
          <IconAlertTriangleFilled size={14} aria-hidden="true" />
          From SQL, not checked by the model
        </span>
        <span>One SELECT in {dialects[dialect] ?? dialect} over the tables below, stopped after 30 s.</span>
      </p>
      {ask.isPending && (
        <p className={classes.hint} role="status" aria-busy="true">
          {ask.variables.check ? 'Judging.' : 'Running.'}
        </p>
      )}
      {ask.error && stopped && <p role="status">Stopped.</p>}
      {ask.error && !stopped && (
        <div id="sql-problem">
          <SqlProblem
            error={ask.error}
            onRetry={() => {
              run(false);
            }}
          />
        </div>
      )}
      {ask.data && (ask.data.was_run ? <SqlResult answer={ask.data} /> : <Verdict answer={ask.data} />)}
      <TableList tables={tables} />
    </div>
  );
}

interface Sent {
  sql: string;
  check: boolean;
}

function useStatement() {
  const running = useRef<AbortController | null>(null);
  const [stopped, setStopped] = useState(false);
  const ask = useMutation({
    mutationFn: ({ sql, check }: Sent): Promise<SqlAnswer> => {
      running.current = new AbortController();
      return call('POST /api/sql', { body: { sql, check }, signal: running.current.signal });
    },
  });
  const send = (sql: string, check: boolean): void => {
    if (ask.isPending) return;
    setStopped(false);
    ask.mutate({ sql, check });
  };
  const stop = (): void => {
    setStopped(true);
    running.current?.abort();
  };
  return { ask, send, stop, stopped };
}

type ActsProps = {
  text: string;
  name: string;
  busy: boolean;
  onRun: (check: boolean) => void;
  onStop: () => void;
};

function Acts({ text, name, busy, onRun, onStop }: ActsProps): ReactElement {
  const [saving, setSaving] = useState<'unused' | 'open' | 'closed'>('unused');
  const [saved, setSaved] = useState(false);
  return (
    <div className={answer.acts}>
      {busy ? (
        <Button variant="default" onClick={onStop}>
          Stop
        </Button>
      ) : (
        <Button
          onClick={() => {
            onRun(false);
          }}
        >
          Run
        </Button>
      )}
      <Button
        variant="default"
        disabled={busy}
        onClick={() => {
          onRun(true);
        }}
      >
        Check and weigh
      </Button>
      <Button
        variant="default"
        disabled={text.trim() === ''}
        onClick={() => {
          setSaving('open');
        }}
      >
        Save
      </Button>
      {saved && <span role="status">Saved.</span>}
      <span className={classes.hint}>
        <kbd>Ctrl Enter</kbd> runs · <kbd>Ctrl Space</kbd> completes
      </span>
      {saving !== 'unused' && (
        <SaveDialog
          thing={{ kind: 'sql', sql: text }}
          name={name}
          opened={saving === 'open'}
          onClose={(done) => {
            setSaving('closed');
            setSaved(done);
          }}
        />
      )}
    </div>
  );
}

function TableList({ tables }: Pick<Props, 'tables'>): ReactElement {
  return (
    <details className={classes.tables}>
      <summary>Tables and columns</summary>
      <dl>
        {tables.map((table) => (
          <div key={table.name}>
            <dt>{table.name}</dt>
            <dd>{table.columns.map((column) => `${column.name} ${column.type.toLowerCase()}`).join(', ')}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
