import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { SqlAnswer, SqlEstimate } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { download, toCsv } from '@/lib/csv';
import { bytes, day, elapsed, exact, plural } from '@/lib/format';
import answer from '@/features/explore/answer/Answer.module.css';
import { AnswerTable } from '@/features/explore/answer/AnswerTable';
import classes from './Sql.module.css';

type Props = { answer: SqlAnswer };

/* A warehouse that bills tells a price; the other one tells rows. */
function weight({ rows, bytes: size, is_exact, cost_usd }: SqlEstimate): string {
  if (rows !== null) return `at most ${plural(rows, 'row', 'rows')}, ${bytes(size)}`;
  const cost = cost_usd === 0 ? 'no cost' : `about ${exact(cost_usd, { format: 'currency', unit: 'USD' })}`;
  return `${is_exact ? '' : 'at most '}${bytes(size)}, ${cost}`;
}

/** What a statement would read, without running it. */
export function Verdict({ answer: found }: Props): ReactElement {
  const { estimate, tables } = found;
  return (
    <p role="status">
      It may run. It reads {tables.length === 0 ? 'no table' : tables.join(', ')}: {weight(estimate)}.
    </p>
  );
}

export function SqlResult({ answer: found }: Props): ReactElement {
  const names = found.columns.map((column) => column.name);
  const columns = found.columns.map((column, index) => ({
    /* A statement may name two columns alike. */
    name: names.indexOf(column.name) === index ? column.name : `${column.name} ${index + 1}`,
    label: column.name,
    kind: 'dimension',
    type: column.type,
    format: column.type === 'number' ? 'decimal' : 'integer',
    unit: null,
    better: 'none' as const,
    description: null,
  }));
  const save = (): void => {
    const named = columns.map((column) => ({ ...column, name: column.label }));
    download('statement.csv', 'text/csv', toCsv({ columns: named, rows: found.rows }));
  };
  return (
    <section className={classes.result} aria-label="Result">
      <div className={answer.acts}>
        <span role="status">
          {plural(found.n_rows, 'row', 'rows')}
          {found.truncated && '; there are more than one answer holds'}
        </span>
        <Button variant="default" onClick={save}>
          CSV
        </Button>
      </div>
      {found.rows.length === 0 ? (
        <p>The statement ran and gave no rows.</p>
      ) : (
        <AnswerTable caption="Rows of the statement" columns={columns} rows={found.rows} />
      )}
      <p className={answer.source}>
        <span className={answer.unchecked}>
          <IconAlertTriangleFilled size={14} aria-hidden="true" />
          From SQL, not checked by the model
        </span>
        <span>{weight(found.estimate)} read</span>
        <span>{elapsed(found.elapsed_ms)}</span>
        {found.data_until !== null && <span>data to {day(found.data_until)}</span>}
      </p>
    </section>
  );
}
