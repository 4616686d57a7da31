import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Answer, Cond, Model, Plan } from '@truffle/types/api';
import { CodeBlock } from '@truffle/ui/CodeBlock';
import { HowMade } from '@truffle/ui/HowMade';
import { useState, type ReactElement } from 'react';
import { download, toCsv } from '@/lib/csv';
import { can } from '@/lib/permissions';
import { makingOf } from '@/lib/plan/making';
import { useMe } from '@/lib/session';
import { rulesOf } from '../rules';
import { withLiterals } from '../sql';
import { writeSql } from '../sqlDraft';
import classes from './Answer.module.css';
import { SaveDialog } from './SaveDialog';

type Props = {
  plan: Plan;
  answer: Answer;
  model: Model;
  /** Begins an audience with these rules; absent when this person may not. */
  onAudience?: ((rules: Cond) => void) | undefined;
};

/** What can be done with an answer. */
export function AnswerActs({ plan, answer, model, onAudience }: Props): ReactElement {
  const me = useMe();
  const navigate = useNavigate();
  const [showsSql, setShowsSql] = useState(false);
  const [saving, setSaving] = useState<'unused' | 'open' | 'closed'>('unused');
  const [saved, setSaved] = useState(false);
  const rules = onAudience ? rulesOf(plan, model) : null;
  const parameters = Object.keys(answer.parameters).length > 0;
  return (
    <>
      <div className={classes.acts}>
        <Button
          variant="default"
          onClick={() => {
            setSaving('open');
          }}
        >
          Save
        </Button>
        <Button
          variant="default"
          onClick={() => {
            download('answer.csv', 'text/csv', toCsv(answer));
          }}
        >
          CSV
        </Button>
        <Button
          variant="default"
          aria-expanded={showsSql}
          onClick={() => {
            setShowsSql(!showsSql);
          }}
        >
          SQL
        </Button>
        {rules && onAudience && (
          <Button
            variant="default"
            onClick={() => {
              onAudience(rules);
            }}
          >
            Build audience
          </Button>
        )}
        <HowMade making={makingOf(answer, answer.reading, model.time_zone)} />
        {saved && <span role="status">Saved.</span>}
      </div>
      {showsSql && (
        <div className={classes.code}>
          <CodeBlock label="SQL">{answer.sql}</CodeBlock>
          {parameters && (
            <CodeBlock label="parameters">{JSON.stringify(answer.parameters, null, 2)}</CodeBlock>
          )}
          {can(me, 'sql_run') && (
            <div>
              <Button
                variant="default"
                onClick={() => {
                  writeSql(withLiterals(answer.sql, answer.parameters));
                  void navigate({ to: '/data-explorer/sql' });
                }}
              >
                Edit as SQL
              </Button>
            </div>
          )}
        </div>
      )}
      {saving !== 'unused' && (
        <SaveDialog
          thing={{ kind: 'plan', plan }}
          name={answer.reading}
          opened={saving === 'open'}
          onClose={(done) => {
            setSaving('closed');
            setSaved(done);
          }}
        />
      )}
    </>
  );
}
