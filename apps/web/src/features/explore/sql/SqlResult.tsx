import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { SqlAnswer } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { download, toCsv } from '@/lib/csv';
import { bytes, day, elapsed, plural } from '@/lib/format';
import answer from '@/features/explore/answer/Answer.module.css';
import { AnswerTable } from '@/features/explore/answer/AnswerTable';
import classes from './Sql.module.css';

type Props = { answer: SqlAnswer };

/** What a statement would read, without running it. */
export function Verdict({ answer: found }: Props): ReactElement {
  const { estimate, tables } = found;
  return (
    <p role="status">
      It may run. It reads {tables.length === 0 ? 'no table' : tables.join(', ')}: at most{' '}
      {plural(estimate.rows, 'row', 'rows')}, {bytes(estimate.bytes)}.
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
        <span>
          at most {plural(found.estimate.rows, 'row', 'rows')}, {bytes(found.estimate.bytes)} read
        </span>
        <span>{elapsed(found.elapsed_ms)}</span>
        {found.data_until !== null && <span>data to {day(found.data_until)}</span>}
      </p>
    </section>
  );
}
