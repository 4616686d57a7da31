import type { Answer } from '@truffle/types/api';
import { Change } from '@truffle/ui/Change';
import { FewCases } from '@truffle/ui/FewCases';
import { Stat } from '@truffle/ui/Stat';
import type { ReactElement } from 'react';
import type { FewOf } from '@/lib/cases';
import { change, exact, figure, points, tone } from '@/lib/format';
import { at, ownMetrics } from '../picture';
import classes from './Charts.module.css';

type Props = { answer: Answer; few: FewOf };

/** One row: a card for each metric, and how it moved where there is something to compare with. */
export function Figures({ answer, few }: Props): ReactElement {
  const [row] = answer.rows;
  return (
    <div className={classes.figures} role="group" aria-label="Figures">
      {ownMetrics(answer).map((column) => {
        const now = at(answer, row, column.name);
        const before = at(answer, row, `${column.name}_before`);
        const moved = change(now, before);
        return (
          <Stat
            key={column.name}
            label={column.label}
            value={figure(now, column)}
            exact={exact(now, column)}
            description={column.description}
            mark={<FewCases why={few(row, column.name)} />}
            before={before === undefined ? '' : `was ${figure(before, column)}`}
            change={
              before === undefined ? null : (
                <Change
                  {...moved}
                  tone={tone(moved.direction, column.better)}
                  title={column.format === 'percent' ? points(now, before) : undefined}
                />
              )
            }
          />
        );
      })}
    </div>
  );
}
