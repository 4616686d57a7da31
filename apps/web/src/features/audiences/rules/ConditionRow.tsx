import type { Cond } from '@truffle/types/api';
import { useId, type ReactElement } from 'react';
import { negate, negation, pathKey, type Path } from '@/features/audiences/model';
import { words } from '@/features/audiences/words';
import { AttributeFields } from './AttributeFields';
import classes from './ConditionRow.module.css';
import { DidFields } from './DidFields';
import { MetricFields } from './MetricFields';
import { NotSwitch } from './NotSwitch';
import { RowCount } from './RowCount';
import { RowMenu } from './RowMenu';
import { rowKeys } from './rowKeys';
import { useRules } from './RulesContext';

type Props = { path: Path; node: Cond };

/** One sentence of the rules, with its count and what can be done with it. */
export function ConditionRow({ path, node }: Props): ReactElement {
  const rules = useRules();
  const problem = rules.problems.get(pathKey(path));
  const problemId = useId();
  return (
    <div
      className={classes.row}
      id={`rule-${pathKey(path)}`}
      tabIndex={-1}
      role="group"
      aria-label={words(node, rules.model)}
      aria-describedby={problem === undefined ? undefined : problemId}
      onKeyDown={rowKeys(rules, path)}
    >
      <div className={classes.sentence}>
        <Sentence
          node={node}
          onChange={(next) => {
            rules.change(path, next);
          }}
        />
        {problem !== undefined && (
          <span className={classes.problem} id={problemId}>
            {problem}
          </span>
        )}
      </div>
      <div className={classes.end}>
        <RowCount path={path} />
        <RowMenu path={path} what="condition" />
      </div>
    </div>
  );
}

type SentenceProps = { node: Cond; onChange: (node: Cond) => void };

function Sentence({ node, onChange }: SentenceProps): ReactElement {
  const { model } = useRules();
  const { negated, inner } = negation(node);
  const change = (next: Cond): void => {
    onChange(negate(next, negated));
  };
  if ('did' in inner) {
    return (
      <DidFields
        did={inner.did}
        negated={negated}
        onChange={(did, not) => {
          onChange(negate({ did }, not));
        }}
      />
    );
  }
  const not = (
    <NotSwitch
      negated={negated}
      onChange={(on) => {
        onChange(negate(inner, on));
      }}
    />
  );
  if ('metric' in inner) {
    return (
      <>
        {not}
        <MetricFields node={inner} onChange={change} />
      </>
    );
  }
  if ('field' in inner) {
    return (
      <>
        {not}
        <AttributeFields
          node={inner}
          fields={model.dimensions.filter((field) => field.customer)}
          onChange={change}
        />
      </>
    );
  }
  return <span className={classes.fixed}>{words(node, model)}</span>;
}
