import type { Audience, Cond } from '@truffle/types/api';
import { useReducer } from 'react';
import { dropDraft, readDraft, writeDraft, type Draft } from './draft';
import { begin, record, redo, undo, type History } from './history';
import { asRoot, sameRules } from './model';

interface State {
  /** Of what the editing began with: a save is refused when another one came between. */
  revision: string;
  name: string;
  description: string;
  rules: History<Cond>;
}

type Step =
  | { do: 'name'; text: string }
  | { do: 'description'; text: string }
  | { do: 'rules'; rules: Cond }
  | { do: 'load'; audience: Audience }
  | { do: 'undo' }
  | { do: 'redo' };

function reduce(state: State, step: Step): State {
  switch (step.do) {
    case 'name':
      return { ...state, name: step.text };
    case 'description':
      return { ...state, description: step.text };
    case 'rules':
      return { ...state, rules: record(state.rules, step.rules) };
    case 'load':
      return fresh(step.audience);
    case 'undo':
      return { ...state, rules: undo(state.rules) };
    case 'redo':
      return { ...state, rules: redo(state.rules) };
  }
}

function fresh(audience: Audience): State {
  return {
    revision: audience.revision,
    name: audience.name,
    description: audience.description ?? '',
    rules: begin(asRoot(audience.rules)),
  };
}

function start(audience: Audience): State {
  const draft = readDraft(audience.id, audience.version);
  if (!draft) return fresh(audience);
  return {
    revision: audience.revision,
    name: draft.name,
    description: draft.description,
    rules: begin(asRoot(draft.rules)),
  };
}

export interface Builder {
  revision: string;
  name: string;
  description: string;
  rules: Cond;
  canUndo: boolean;
  canRedo: boolean;
  rulesChanged: boolean;
  changed: boolean;
  setName: (text: string) => void;
  setDescription: (text: string) => void;
  setRules: (rules: Cond) => void;
  undo: () => void;
  redo: () => void;
  /** Forgets the draft, once the server has it, and goes on from what the server keeps. */
  saved: (audience: Audience) => void;
}

/** What is being edited, with its history; every step is kept as a draft. */
export function useBuilder(audience: Audience): Builder {
  const [state, dispatch] = useReducer(reduce, audience, start);
  const rules = state.rules.now;
  const run = (step: Step): void => {
    const next = reduce(state, step);
    dispatch(step);
    const draft: Draft = {
      name: next.name,
      description: next.description,
      rules: next.rules.now,
      base: audience.version,
    };
    writeDraft(audience.id, draft);
  };
  const rulesChanged = !sameRules(rules, asRoot(audience.rules));
  return {
    revision: state.revision,
    name: state.name,
    description: state.description,
    rules,
    canUndo: state.rules.past.length > 0,
    canRedo: state.rules.future.length > 0,
    rulesChanged,
    changed:
      rulesChanged || state.name !== audience.name || state.description !== (audience.description ?? ''),
    setName: (text) => {
      run({ do: 'name', text });
    },
    setDescription: (text) => {
      run({ do: 'description', text });
    },
    setRules: (next) => {
      run({ do: 'rules', rules: next });
    },
    undo: () => {
      run({ do: 'undo' });
    },
    redo: () => {
      run({ do: 'redo' });
    },
    saved: (kept) => {
      dropDraft(audience.id);
      dispatch({ do: 'load', audience: kept });
    },
  };
}
