import { IconAlertTriangleFilled, IconCheck } from '@tabler/icons-react';
import type { Job, Receipt } from '@truffle/types/api';
import type { ReactElement } from 'react';
import { exact, share } from '@/lib/format';
import { sumOfTerms, terms } from '@/lib/jobs';
import classes from './ReceiptTable.module.css';

type Props = { receipt: Receipt; holdout: Job['holdout_pct'] };

/** Nine terms that add up to the audience; red when they don't. */
export function ReceiptTable({ receipt, holdout }: Props): ReactElement {
  const sum = sumOfTerms(receipt);
  const right = receipt.adds_up && sum === receipt.audience;
  return (
    <table className={classes.table} data-wrong={!right || undefined}>
      <caption className="rt-sr">Where each member of the audience ended</caption>
      <thead className="rt-sr">
        <tr>
          <th scope="col">Term</th>
          <th scope="col">People</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        <tr className={classes.whole}>
          <th scope="row">Audience</th>
          <td>{exact(receipt.audience)}</td>
          <td />
        </tr>
        {terms.map(({ key, label }) => (
          <tr key={key} data-zero={receipt[key] === 0 || undefined}>
            <th scope="row">{key === 'held_out' && holdout > 0 ? `${label} (${exact(holdout)}%)` : label}</th>
            <td>{exact(receipt[key])}</td>
            <td className={classes.share}>
              {receipt[key] === 0 ? '' : share(receipt[key], receipt.audience)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Sum</th>
          <td>{exact(sum)}</td>
          <td className={classes.verdict}>
            {right ? (
              <>
                <IconCheck size={14} aria-hidden="true" /> adds up
              </>
            ) : (
              <>
                <IconAlertTriangleFilled size={14} aria-hidden="true" /> off by{' '}
                {exact(Math.abs(receipt.audience - sum))}
              </>
            )}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
