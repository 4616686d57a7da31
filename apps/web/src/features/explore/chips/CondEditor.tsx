import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Cond, Model } from '@truffle/types/api';
import { useState, type ReactElement } from 'react';
import { fieldOf, labelOf } from '@/lib/catalog';
import {
  addAt,
  childrenOf,
  condAt,
  flipAt,
  isGroup,
  removeAt,
  replaceAt,
  type Place,
} from '@/lib/plan/conds';
import { condWords } from '../words';
import classes from './Chips.module.css';
import { DidEditor } from './DidEditor';
import { FilterEditor } from './FilterEditor';

type Props = {
  model: Model;
  /** null: a new one. */
  cond: Cond | null;
  /** Of a new one. */
  field?: string;
  onApply: (cond: Cond) => void;
};

/** A condition as it is: one on a field, what people did, or several of them, nested. */
export function CondEditor({ model, cond, field, onApply }: Props): ReactElement {
  const [draft, setDraft] = useState(cond);
  /** What is being changed, or where one more is written. */
  const [open, setOpen] = useState<{ place: Place; isNew: boolean } | null>(null);
  if (draft === null || !isGroup(draft)) {
    return <Leaf model={model} cond={draft} field={field} onApply={onApply} />;
  }
  if (open) {
    const at = open.isNew ? null : (condAt(draft, open.place) ?? null);
    return (
      <Leaf
        model={model}
        cond={at}
        field={field}
        onApply={(next) => {
          setDraft((open.isNew ? addAt : replaceAt)(draft, open.place, next));
          setOpen(null);
        }}
      />
    );
  }
  return (
    <div className={classes.form}>
      <Group
        model={model}
        whole={draft}
        place={[]}
        onDraft={setDraft}
        onOpen={(place, isNew) => {
          setOpen({ place, isNew });
        }}
      />
      <Button
        onClick={() => {
          onApply(draft);
        }}
      >
        Apply
      </Button>
    </div>
  );
}

type LeafProps = {
  model: Model;
  cond: Cond | null;
  field?: string | undefined;
  onApply: (cond: Cond) => void;
};

function Leaf({ model, cond, field, onApply }: LeafProps): ReactElement {
  if (cond && 'did' in cond) return <DidEditor events={model.events} cond={cond} onApply={onApply} />;
  if (cond && 'field' in cond) return <FilterEditor model={model} cond={cond} onApply={onApply} />;
  return <FilterEditor model={model} field={field} onApply={onApply} />;
}

/** Whether this can be changed here: an audience or a metric of people can only go. */
export function isEditable(cond: Cond, model: Model): boolean {
  return 'field' in cond ? fieldOf(model, cond.field) !== undefined : 'did' in cond || isGroup(cond);
}

type GroupProps = {
  model: Model;
  whole: Cond;
  place: Place;
  onDraft: (cond: Cond) => void;
  onOpen: (place: Place, isNew: boolean) => void;
};

function Group({ model, whole, place, onDraft, onOpen }: GroupProps): ReactElement | null {
  const cond = condAt(whole, place);
  if (!cond) return null;
  const isNot = 'not' in cond;
  return (
    <div className={classes.group} role="group" aria-label={isNot ? 'Not' : 'Conditions'}>
      {isNot ? (
        <span className={classes.part}>Not</span>
      ) : (
        <NativeSelect
          aria-label="How they go together"
          size="xs"
          value={'all' in cond ? 'all' : 'any'}
          data={[
            { value: 'all', label: 'All of these' },
            { value: 'any', label: 'Any of these' },
          ]}
          onChange={() => {
            onDraft(flipAt(whole, place));
          }}
        />
      )}
      {childrenOf(cond).map((child, index) => {
        const at = [...place, index];
        if (isGroup(child))
          return <Group key={`${index} group`} place={at} {...{ model, whole, onDraft, onOpen }} />;
        return (
          <Member
            key={`${index} ${JSON.stringify(child)}`}
            words={condWords(child, (name) => labelOf(model, name))}
            onOpen={
              isEditable(child, model)
                ? () => {
                    onOpen(at, false);
                  }
                : undefined
            }
            onRemove={
              place.length > 0 || childrenOf(cond).length > 1
                ? () => {
                    onDraft(removeAt(whole, at) ?? whole);
                  }
                : undefined
            }
          />
        );
      })}
      {!isNot && (
        <Button
          variant="subtle"
          onClick={() => {
            onOpen(place, true);
          }}
        >
          Add a condition
        </Button>
      )}
    </div>
  );
}

type MemberProps = {
  words: string;
  onOpen: (() => void) | undefined;
  onRemove: (() => void) | undefined;
};

function Member({ words, onOpen, onRemove }: MemberProps): ReactElement {
  return (
    <span className={classes.member}>
      {onOpen ? (
        <button type="button" className={classes.item} aria-label={`Change ${words}`} onClick={onOpen}>
          {words}
        </button>
      ) : (
        <span className={classes.none}>{words}</span>
      )}
      {onRemove && (
        <ActionIcon variant="subtle" size={28} aria-label={`Remove ${words}`} onClick={onRemove}>
          <IconX size={14} aria-hidden="true" />
        </ActionIcon>
      )}
    </span>
  );
}
