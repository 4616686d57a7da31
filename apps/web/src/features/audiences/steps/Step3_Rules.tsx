import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Audience, AudienceSize, Cond, Model } from '@truffle/types/api';
import { CopyButton } from '@truffle/ui/CopyButton';
import { Panel } from '@truffle/ui/Panel';
import type { KeyboardEvent, ReactElement } from 'react';
import { countsByPath, sameRules, type Complete } from '@/features/audiences/model';
import { problemsOf } from '@/features/audiences/problems';
import { RulesEditor } from '@/features/audiences/rules/RulesEditor';
import type { Builder } from '@/features/audiences/useBuilder';
import { words } from '@/features/audiences/words';
import classes from './Step3_Rules.module.css';

type Props = {
  audience: Audience;
  builder: Builder;
  model: Model;
  done: Complete;
  size: UseQueryResult<AudienceSize>;
  counted: Cond | null;
};

export function Step3Rules({ audience, builder, model, done, size, counted }: Props): ReactElement {
  const current = sameRules(counted, done.rules) && !size.isPlaceholderData;
  const counts =
    size.data && done.rules ? countsByPath(size.data.counts, done.paths) : new Map<string, never>();
  const sentence =
    current && size.data && done.rules ? size.data.words : done.rules ? words(done.rules, model) : '';
  return (
    <div className={classes.step} onKeyDown={undoKeys(builder)}>
      <div className={classes.names}>
        <TextInput
          label="Name"
          size="sm"
          value={builder.name}
          maxLength={120}
          error={builder.name.trim() === '' ? 'Write a name.' : null}
          onChange={(event) => {
            builder.setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Note"
          size="sm"
          value={builder.description}
          maxLength={500}
          onChange={(event) => {
            builder.setDescription(event.currentTarget.value);
          }}
        />
      </div>
      <Panel title="Rules" tools={<Tools builder={builder} done={done} />}>
        <RulesEditor
          model={model}
          tree={builder.rules}
          counts={counts}
          problems={problemsOf(done, current ? size.error : null)}
          counting={!current || size.isFetching}
          onChange={builder.setRules}
        />
        {sentence !== '' && (
          <p className={classes.words}>
            <span className="rt-muted">In words: </span>
            {sentence}
          </p>
        )}
      </Panel>
      <div className={classes.next}>
        <Button
          size="sm"
          renderRoot={(props) => (
            <Link {...props} to="/audiences/$id/edit/$step" params={{ id: audience.id, step: 'review' }} />
          )}
        >
          Next: Review
        </Button>
      </div>
    </div>
  );
}

function Tools({ builder, done }: { builder: Builder; done: Complete }): ReactElement {
  return (
    <>
      <ActionIcon
        variant="subtle"
        size={28}
        aria-label="Undo"
        title="Undo (Ctrl Z)"
        disabled={!builder.canUndo}
        onClick={builder.undo}
      >
        <IconArrowBackUp size={16} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        size={28}
        aria-label="Redo"
        title="Redo (Ctrl Shift Z)"
        disabled={!builder.canRedo}
        onClick={builder.redo}
      >
        <IconArrowForwardUp size={16} aria-hidden="true" />
      </ActionIcon>
      <CopyButton text={JSON.stringify(done.rules, null, 2)} label="Copy the rules as JSON" />
    </>
  );
}

/** Undo of the rules; a text field keeps its own. */
function undoKeys(builder: Builder): (event: KeyboardEvent) => void {
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    if (event.target instanceof HTMLInputElement && event.target.type !== 'number') return;
    event.preventDefault();
    if (event.shiftKey) builder.redo();
    else builder.undo();
  };
}
