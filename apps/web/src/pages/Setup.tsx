import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { NameWorkspace } from '@/features/workspace/NameWorkspace';
import { FirstData } from '@/features/workspace/FirstData';
import { useMe } from '@/lib/session';
import { useTitle } from '@/lib/title';
import classes from './Entrance.module.css';

/** Two steps of a fresh installation: name the workspace, then bring data. */
export function Setup(): ReactElement {
  useTitle('Set up');
  const me = useMe();
  const navigate = useNavigate();
  const named = me.workspace.name !== null;
  return (
    <main className={classes.page}>
      <div className={classes.product}>Random Truffle</div>
      <section className={classes.card}>
        <p className={classes.steps}>Step {named ? 2 : 1} of 2</p>
        <h1 className={classes.title}>
          {named ? `Bring data to ${me.workspace.name ?? ''}` : 'Name the workspace'}
        </h1>
        {named ? <FirstData onDone={() => void navigate({ to: '/analytics' })} /> : <NameWorkspace />}
      </section>
    </main>
  );
}
