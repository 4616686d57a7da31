import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Cond, Model, Path, Plan } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { labelOf } from '@/lib/catalog';
import { plural } from '@/lib/format';
import { setPath, setPathField } from '@/lib/plan/shapes';
import { condWords } from '../words';
import { AddChip } from './AddChip';
import { Chip } from './Chip';
import classes from './Chips.module.css';
import { wholeIn } from './choices';
import { CondEditor } from './CondEditor';

type Props = { plan: Plan; path: Path; model: Model; onPlan?: ((plan: Plan) => void) | undefined };

const ends = [
  { end: 'start', part: 'From', add: 'Start' },
  { end: 'end', part: 'To', add: 'End' },
] as const;

/** What the stops of a path are, where it begins and where it ends. */
export function PathChips({ plan, path, model, onPlan }: Props): ReactElement {
  const label = (name: string): string => labelOf(model, name);
  const editor = (end: 'start' | 'end', cond: Cond | null, close: () => void): ReactElement => (
    <CondEditor
      model={model}
      cond={cond}
      field={path.field}
      onApply={(next) => {
        close();
        onPlan?.(setPath(plan, { [end]: next }));
      }}
    />
  );
  return (
    <>
      <Chip
        part="Path"
        edit={
          onPlan &&
          ((close) => (
            <StopsEditor
              path={path}
              label={label}
              onApply={(field, steps, scope) => {
                close();
                onPlan(setPath(setPathField(plan, field), { steps, scope }));
              }}
            />
          ))
        }
      >
        {`by ${label(path.field).toLowerCase()}, ${plural(path.steps, 'step', 'steps')} of ${path.scope === 'user' ? 'users' : 'sessions'}`}
      </Chip>
      {ends.map(({ end, part, add }) => {
        const cond = path[end] ?? null;
        if (cond === null)
          return onPlan ? (
            <AddChip key={end} what={add}>
              {(close) => editor(end, null, close)}
            </AddChip>
          ) : null;
        return (
          <Chip
            key={`${end} ${JSON.stringify(cond)}`}
            part={part}
            edit={onPlan && ((close) => editor(end, cond, close))}
            onRemove={
              onPlan &&
              (() => {
                onPlan(setPath(plan, { [end]: null }));
              })
            }
          >
            {condWords(cond, label)}
          </Chip>
        );
      })}
    </>
  );
}

const fields: readonly Path['field'][] = ['page_path', 'page_title', 'event_name', 'item_name'];

type StopsProps = {
  path: Path;
  label: (name: string) => string;
  onApply: (field: Path['field'], steps: number, scope: 'user' | 'session') => void;
};

function StopsEditor({ path, label, onApply }: StopsProps): ReactElement {
  const [field, setField] = useState(path.field);
  const [steps, setSteps] = useState(String(path.steps));
  const [scope, setScope] = useState<'user' | 'session'>(path.scope ?? 'session');
  const many = wholeIn(steps, 1, 10);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof many !== 'string') onApply(field, many, scope);
      }}
    >
      <NativeSelect
        label="Stops are"
        size="xs"
        data-autofocus
        value={field}
        data={fields.map((one) => ({ value: one, label: label(one) }))}
        onChange={(event) => {
          setField(fields.find((one) => one === event.currentTarget.value) ?? 'page_path');
        }}
      />
      <TextInput
        label="Steps"
        size="xs"
        type="number"
        value={steps}
        error={typeof many === 'string' ? many : null}
        onChange={(event) => {
          setSteps(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label="Of"
        size="xs"
        value={scope}
        data={[
          { value: 'session', label: 'Sessions' },
          { value: 'user', label: 'Users' },
        ]}
        onChange={(event) => {
          setScope(event.currentTarget.value === 'user' ? 'user' : 'session');
        }}
      />
      <Button type="submit">Apply</Button>
    </form>
  );
}
