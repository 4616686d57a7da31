import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { AuditVerdict } from '@truffle/types/api';
import { failureOf } from '@truffle/ui/failure';
import type { ReactElement } from 'react';
import { call } from '@/lib/api';
import { exact, plural } from '@/lib/format';
import classes from './AuditLog.module.css';

/** Walks the chain of hashes from its first row, when asked. */
export function ChainCheck(): ReactElement {
  const check = useMutation({ mutationFn: () => call('GET /api/audit/verify', {}) });
  return (
    <div className={classes.chain}>
      <span role="status" data-bad={(check.data && check.data.first_bad > 0) || undefined}>
        {check.data && verdictWords(check.data)}
        {check.error && failureOf(check.error).detail}
      </span>
      <Button
        variant="default"
        loading={check.isPending}
        onClick={() => {
          check.mutate();
        }}
      >
        {check.data ? 'Verify again' : 'Verify the chain'}
      </Button>
    </div>
  );
}

function verdictWords({ rows, first_bad, reason }: AuditVerdict): string {
  if (first_bad === 0) return `The chain of ${plural(rows, 'row', 'rows')} is whole.`;
  return `Row ${exact(first_bad)} does not fit the chain. ${reason ?? ''}`;
}
