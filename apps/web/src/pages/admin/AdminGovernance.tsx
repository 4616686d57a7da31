import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { NoPermission } from '@truffle/ui/NoPermission';
import { PageHeader } from '@truffle/ui/PageHeader';
import { TabBar } from '@truffle/ui/TabBar';
import type { ReactElement } from 'react';
import { DecidedList } from '@/features/approvals/DecidedList';
import { tabOf, type GovernanceTab } from '@/features/approvals/model';
import { waitingQuery } from '@/features/approvals/queries';
import { WaitingList } from '@/features/approvals/WaitingList';
import { AuditLog } from '@/features/audit/AuditLog';
import { can } from '@/lib/permissions';
import { useMe } from '@/lib/session';
import { useTitle } from '@/lib/title';
import classes from '../Page.module.css';

const route = getRouteApi('/authed/shell/admin/governance');

/** Where pushes are decided, and where every change can be read. An auditor sees the log alone. */
export function AdminGovernance(): ReactElement {
  useTitle('Governance');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const decides = can(me, 'activation_approve');
  const waiting = useQuery({ ...waitingQuery(), enabled: decides });
  const open: GovernanceTab[] = [
    ...(decides ? (['waiting', 'decided'] as const) : []),
    ...(can(me, 'audit_list') ? (['audit'] as const) : []),
  ];
  const tab = tabOf(search.tab, open);
  if (tab === null)
    return <NoPermission isPage what="Governance" whoCan="Approvers, auditors and admins can." />;
  const count = waiting.data?.items.length ?? 0;
  const labels: Record<GovernanceTab, string> = {
    waiting: count === 0 ? 'Waiting' : `Waiting ${count}`,
    decided: 'Decided',
    audit: 'Audit log',
  };
  return (
    <>
      <PageHeader title="Governance" />
      <TabBar
        label="Parts of Governance"
        tabs={open.map((value) => ({ value, label: labels[value] }))}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next === open[0] ? undefined : next } })}
      >
        <div className={classes.under}>
          {tab === 'waiting' && (
            <WaitingList
              open={search.open}
              onOpen={(id) => void navigate({ search: { open: id }, replace: true })}
            />
          )}
          {tab === 'decided' && (
            <div className={classes.sheet}>
              <DecidedList />
            </div>
          )}
          {tab === 'audit' && (
            <AuditLog
              filter={{ q: search.q, who: search.who, what: search.what }}
              onFilter={(filter) =>
                void navigate({
                  search: { tab: tab === open[0] ? undefined : tab, ...filter },
                  replace: true,
                })
              }
            />
          )}
        </div>
      </TabBar>
    </>
  );
}
