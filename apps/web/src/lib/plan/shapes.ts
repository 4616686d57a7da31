import type { Cond, FunnelStep, Path, Plan, Retention } from '@truffle/types/api';
import { eventCond, withEvent } from './conds';

/* Edits of funnels, retentions and paths: each gives a new plan, and the same one where there is nothing to change. */

export const mostSteps = 10;

function withSteps(plan: Plan, steps: FunnelStep[]): Plan {
  return plan.funnel && steps.length >= 2 && steps.length <= mostSteps
    ? { ...plan, funnel: { ...plan.funnel, steps } }
    : plan;
}

const stepsOf = (plan: Plan): FunnelStep[] => plan.funnel?.steps ?? [];

export function addStep(plan: Plan, event: string): Plan {
  return withSteps(plan, [...stepsOf(plan), { filter: eventCond(event) }]);
}

/** Another event at a step: a label that told the old one goes. */
export function setStepEvent(plan: Plan, at: number, event: string): Plan {
  return withSteps(
    plan,
    stepsOf(plan).map((step, index) => (index === at ? { filter: withEvent(step.filter, event) } : step)),
  );
}

/** Two are the fewest that make a funnel. */
export function removeStep(plan: Plan, at: number): Plan {
  return withSteps(
    plan,
    stepsOf(plan).filter((_, index) => index !== at),
  );
}

export function moveStep(plan: Plan, from: number, to: number): Plan {
  const steps = stepsOf(plan);
  const step = steps[from];
  if (!step || from === to || to < 0 || to >= steps.length) return plan;
  return withSteps(plan, steps.filter((_, index) => index !== from).toSpliced(to, 0, step));
}

export function setFunnelOf(
  plan: Plan,
  scope: 'user' | 'session',
  within: number | null,
  ordered: boolean,
): Plan {
  if (!plan.funnel) return plan;
  const funnel = { ...plan.funnel, scope, ordered, within_days: scope === 'user' ? within : null };
  return { ...plan, funnel, assumed: (plan.assumed ?? []).filter((one) => one !== 'scope') };
}

export function setRetention(plan: Plan, change: Partial<Retention>): Plan {
  return plan.retention ? { ...plan, retention: { ...plan.retention, ...change } } : plan;
}

/** Paths of another field begin and end anywhere where their ends were said by the old one. */
export function setPathField(plan: Plan, field: Path['field']): Plan {
  if (!plan.path || plan.path.field === field) return plan;
  const old = plan.path.field;
  const kept = (end: Cond | null | undefined): Cond | null =>
    !end || ('field' in end && end.field === old && old !== 'event_name') ? null : end;
  const { start, end } = plan.path;
  return { ...plan, path: { ...plan.path, field, start: kept(start), end: kept(end) } };
}

export function setPath(plan: Plan, change: Partial<Pick<Path, 'start' | 'end' | 'steps' | 'scope'>>): Plan {
  return plan.path ? { ...plan, path: { ...plan.path, ...change } } : plan;
}
