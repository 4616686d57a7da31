import type { Answer, Column } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { exact, figure, plural } from '@/lib/format';
import { axisWord } from '../axis';
import { groupsOf, type Picture } from '../picture';
import classes from './Charts.module.css';

type Props = { answer: Answer; picture: Extract<Picture, { kind: 'groups' }>; metric: Column };

/** Bars side by side, not on top of each other: averages and rates don't add up. */
export function GroupedBars({ answer, picture, metric }: Props): ReactElement {
  const { groups, series, left } = groupsOf(answer, picture, metric);
  const { by, within } = picture;
  const most = groups.flatMap((group) => group.bars.map((bar) => ({ ...bar, group: group.name })));
  const top = most.toSorted((a, b) => b.length - a.length)[0];
  return (
    <figure className={classes.figure}>
      <figcaption className="rt-sr">
        {metric.label} by {by.label} and {within.label}: {plural(groups.length, 'value', 'values')} by{' '}
        {exact(series.length)}.{top && ` Highest ${exact(top.value, metric)} for ${top.group}, ${top.name}.`}
      </figcaption>
      <ul className={classes.list}>
        {groups.map((group) => (
          <li key={group.name} className={classes.group}>
            <p className={classes.head}>{axisWord(answer.plan, by, group.name)}</p>
            <ul className={classes.list}>
              {group.bars.map((bar) => (
                <li key={bar.name} className={classes.row}>
                  <span className={classes.name} title={bar.name}>
                    {axisWord(answer.plan, within, bar.name)}
                  </span>
                  <svg className={classes.bar} data-series={bar.series} aria-hidden="true">
                    <rect width={`${bar.length * 100}%`} height={14} rx={2} />
                  </svg>
                  <span className={classes.value} title={exact(bar.value, metric)}>
                    {figure(bar.value, metric)}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className={classes.note}>{plural(left, 'more value is', 'more values are')} in the table.</p>
      )}
    </figure>
  );
}
