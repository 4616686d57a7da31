import type { Answer } from '@truffle/types/api';
import { FewCases } from '@truffle/ui/FewCases';
import type { ReactElement } from 'react';
import type { FewOf } from '@/lib/cases';
import { day, exact, month, share } from '@/lib/format';
import { cohortsOf } from '../picture';
import classes from './Charts.module.css';

type Props = { answer: Answer; grain: 'day' | 'week' | 'month'; few: FewOf };

/** A row for each cohort, a column for each period after its own; the darker, the more came back. The share stands in words. */
export function Cohorts({ answer, grain, few }: Props): ReactElement {
  const { cohorts, periods } = cohortsOf(answer);
  /* Everybody is there in the first period: what follows is told apart among itself. */
  const most = Math.max(0.0001, ...cohorts.flatMap((one) => one.rates.slice(1).map((rate) => rate ?? 0)));
  const depth = (rate: number, period: number): number => (period === 0 ? 0.08 : (rate / most) * 0.4);
  const numbers = Array.from({ length: periods }, (_, period) => period);
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Cohorts">
      <table className={classes.heat}>
        <caption className="rt-sr">
          Share of each {grain}’s cohort that came back, by {grain}s since
        </caption>
        <thead>
          <tr>
            <th scope="col">{grain === 'month' ? 'Month' : grain === 'week' ? 'Week of' : 'Day'}</th>
            <th scope="col">People</th>
            {numbers.map((period) => (
              <th key={period} scope="col">
                {grain.charAt(0).toUpperCase() + grain.slice(1)} {period}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((one) => (
            <tr key={one.cohort}>
              <th scope="row">{grain === 'month' ? month(one.cohort) : day(one.cohort)}</th>
              <td>
                <FewCases why={few(one.row, 'rate')} />
                {exact(one.users)}
              </td>
              {one.rates.map((rate, period) => (
                <td key={numbers[period]}>
                  {rate !== null && (
                    <svg className={classes.shade} aria-hidden="true">
                      <rect width="100%" height="100%" fillOpacity={depth(rate, period)} />
                    </svg>
                  )}
                  <span>{rate === null ? '–' : share(rate, 1)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
