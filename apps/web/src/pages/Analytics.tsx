import type { ReactElement } from 'react';
import { NeedsYou } from '@/features/activation/NeedsYou';
import { Overview } from '@/features/analytics/Overview';
import { Gate } from '@/lib/Gate';
import { useTitle } from '@/lib/title';

export function Analytics(): ReactElement {
  useTitle('Overview');
  return (
    <Gate needs="analytics_kpis" what="Overview" whoCan="People who may read analytics can.">
      <Overview beside={<NeedsYou />} />
    </Gate>
  );
}
