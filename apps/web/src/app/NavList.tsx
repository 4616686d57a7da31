import { IconHelpCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Me } from '@truffle/types/api';
import type { ReactElement } from 'react';
import classes from './NavList.module.css';
import { sectionsFor } from './sections';

type Props = { me: Me; onFollow?: () => void };

export function NavList({ me, onFollow }: Props): ReactElement {
  return (
    <ul className={classes.list}>
      {sectionsFor(me).map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link to={to} className={classes.link} onClick={onFollow} activeOptions={{ includeSearch: false }}>
            <Icon size={16} stroke={1.75} aria-hidden="true" />
            <span>{label}</span>{' '}
            {to === '/admin/governance' && me.approvals_waiting > 0 && (
              <span className={classes.badge}>
                {me.approvals_waiting}
                <span className="rt-sr"> waiting for you</span>
              </span>
            )}
          </Link>
        </li>
      ))}
      <li className={classes.last}>
        <Link to="/help" className={classes.link} onClick={onFollow}>
          <IconHelpCircle size={16} stroke={1.75} aria-hidden="true" />
          <span>Help</span>
        </Link>
      </li>
    </ul>
  );
}
