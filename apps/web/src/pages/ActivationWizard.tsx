import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { PageHeader } from '@truffle/ui/PageHeader';
import { Panel } from '@truffle/ui/Panel';
import type { ReactElement } from 'react';
import { AccountPicker } from '@/features/accounts/AccountPicker';
import { accountsQuery } from '@/features/accounts/queries';
import { PushForm } from '@/features/activation/PushForm';
import { AudiencePicker } from '@/features/audiences/AudiencePicker';
import { audienceQuery, sizeQuery } from '@/features/audiences/queries';
import { SizePanel } from '@/features/audiences/SizePanel';
import { plural } from '@/lib/format';
import { Gate } from '@/lib/Gate';
import { useTitle } from '@/lib/title';
import classes from './ActivationWizard.module.css';

const route = getRouteApi('/authed/shell/activation/new');

export function ActivationWizard(): ReactElement {
  useTitle('New push');
  return (
    <Gate needs="activation_push" what="a new push" whoCan="Everyone with the role user can ask for one.">
      <PageHeader title="New push" above={<Link to="/activation">Activation</Link>} />
      <Wizard />
    </Gate>
  );
}

/** Audience, account, settings, sent for approval: each opens when the one before it is answered. */
function Wizard(): ReactElement {
  const { audience, account } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = useQuery({ ...audienceQuery(audience ?? ''), enabled: audience !== undefined });
  const size = useQuery({ ...sizeQuery(audience ?? ''), enabled: audience !== undefined });
  const accounts = useQuery(accountsQuery);
  const known = accounts.data?.items.find((one) => one.id === account);
  return (
    <div className={classes.layout}>
      <div className={classes.steps}>
        <Panel title="1. Audience" flush>
          {audience !== undefined && chosen.data ? (
            <p className={classes.chosen}>
              <strong>
                {chosen.data.name}, version {chosen.data.version}
              </strong>
              <span className="rt-muted">{chosen.data.words}</span>
              <Link to="/activation/new" search={{ account }}>
                Choose another
              </Link>
            </p>
          ) : (
            <AudiencePicker
              chosen={audience}
              onChoose={(id) => void navigate({ search: { audience: id, account } })}
            />
          )}
        </Panel>
        {audience !== undefined && (
          <Panel title="2. Account">
            <AccountPicker
              chosen={account}
              onChoose={(id) => void navigate({ search: { audience, account: id }, replace: true })}
            />
          </Panel>
        )}
        {audience !== undefined && chosen.data && known && (
          <Panel title="3. Settings, and send for approval">
            <PushForm
              key={`${audience} ${known.id}`}
              audience={audience}
              account={known.id}
              listName={chosen.data.name}
              people={size.data ? plural(size.data.consented, 'person', 'people') : 'the whole audience'}
            />
          </Panel>
        )}
      </div>
      <aside>
        <SizePanel
          query={size}
          waiting={audience === undefined ? 'Choose an audience to see whom a push would reach.' : null}
        />
      </aside>
    </div>
  );
}
