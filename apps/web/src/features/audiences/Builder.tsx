import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Audience, Model } from '@truffle/types/api';
import { PageHeader } from '@truffle/ui/PageHeader';
import type { ReactElement } from 'react';
import classes from './Builder.module.css';
import { complete } from './model';
import { previewQuery } from './queries';
import { SizePanel } from './SizePanel';
import { steps, type StepName } from './steps/steps';
import { Step3Rules } from './steps/Step3_Rules';
import { Step10Review } from './steps/Step10_Review';
import { useBuilder } from './useBuilder';

type Props = { audience: Audience; model: Model; step: StepName };

/** The steps at the left, the step in the middle, the size always at the right. */
export function Builder({ audience, model, step }: Props): ReactElement {
  const builder = useBuilder(audience);
  const done = complete(builder.rules);
  const [counted] = useDebouncedValue(done.rules, 400);
  const size = useQuery(previewQuery(counted));
  const unfinished = done.missing.size > 0;
  return (
    <>
      <PageHeader
        title={builder.name.trim() === '' ? 'Untitled audience' : builder.name}
        above={<Link to="/audiences">Audiences</Link>}
        under={
          builder.changed
            ? 'Not saved as a version yet. The draft is kept in this browser tab.'
            : savedWords(audience)
        }
      />
      <div className={classes.layout}>
        <nav className={classes.steps} aria-label="Steps">
          <ol>
            {steps.map((one) => (
              <li key={one.name}>
                <Link
                  to="/audiences/$id/edit/$step"
                  params={{ id: audience.id, step: one.name }}
                  className={classes.step}
                  aria-current={one.name === step ? 'step' : undefined}
                >
                  {one.label}
                  {one.name === 'rules' && unfinished && <span className={classes.mark}>unfinished</span>}
                </Link>
              </li>
            ))}
          </ol>
        </nav>
        <div className={classes.middle}>
          {step === 'rules' ? (
            <Step3Rules
              audience={audience}
              builder={builder}
              model={model}
              done={done}
              size={size}
              counted={counted}
            />
          ) : (
            <Step10Review audience={audience} builder={builder} model={model} done={done} size={size.data} />
          )}
        </div>
        <aside className={classes.side}>
          <SizePanel
            query={size}
            waiting={done.rules === null ? 'Add a condition to see how many people match.' : null}
          />
        </aside>
      </div>
    </>
  );
}

function savedWords(audience: Audience): string {
  return audience.version === null ? 'Draft, no version yet' : `Version ${audience.version}, saved`;
}
