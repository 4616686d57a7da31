import {
  IconChartLine,
  IconMessageQuestion,
  IconSend,
  IconShieldCheck,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Me } from '@truffle/types/api';
import { can, type OperationName } from '@/lib/permissions';

export interface Section {
  to: '/analytics' | '/data-explorer' | '/audiences' | '/activation' | '/admin/governance';
  label: string;
  key: string;
  icon: Icon;
  /** Shown when one of these is allowed. */
  needs: OperationName[];
}

export const sections: readonly Section[] = [
  {
    to: '/analytics',
    label: 'Overview',
    key: 'g o',
    icon: IconChartLine,
    needs: ['analytics_kpis', 'query_run'],
  },
  { to: '/data-explorer', label: 'Explore', key: 'g e', icon: IconMessageQuestion, needs: ['ask'] },
  { to: '/audiences', label: 'Audiences', key: 'g a', icon: IconUsers, needs: ['audience_list'] },
  { to: '/activation', label: 'Activation', key: 'g v', icon: IconSend, needs: ['activation_list'] },
  {
    to: '/admin/governance',
    label: 'Governance',
    key: 'g p',
    icon: IconShieldCheck,
    needs: ['activation_approve', 'audit_list'],
  },
];

export function sectionsFor(me: Me): Section[] {
  return sections.filter((section) => section.needs.some((operation) => can(me, operation)));
}
