import type { Cond, Model, Plan } from '@truffle/types/api';
import { filtersOf } from './edit';

/* A plan's filters as the rules of an audience, where they say something of customers. */

/** The filter's conditions as rules, or null when one of them isn't about a customer. */
export function rulesOf(plan: Plan, model: Model): Cond | null {
  const conds = filtersOf(plan);
  const rules = conds.map((cond) => ruleOf(cond, plan, model));
  const kept = rules.filter((rule) => rule !== null);
  return kept.length === 0 || kept.length < rules.length ? null : { all: kept };
}

function ruleOf(cond: Cond, plan: Plan, model: Model): Cond | null {
  if ('all' in cond || 'any' in cond) {
    const list = 'all' in cond ? cond.all : cond.any;
    const rules = list.flatMap((one) => ruleOf(one, plan, model) ?? []);
    if (rules.length < list.length || rules.length === 0) return null;
    return 'all' in cond ? { all: rules } : { any: rules };
  }
  if ('not' in cond) {
    const rule = ruleOf(cond.not, plan, model);
    return rule && { not: rule };
  }
  if ('audience' in cond) return cond;
  if ('metric' in cond)
    return model.metrics.some((one) => one.name === cond.metric && one.customer) ? cond : null;
  if ('field' in cond)
    return model.dimensions.some((one) => one.name === cond.field && one.customer) ? cond : null;
  const { did } = cond;
  if (did.scope === 'session' || (did.where && !ofEvents(did.where, model))) return null;
  /* In a plan no time means the plan's own, in a rule ever. */
  const time = did.time ?? (plan.time?.all === true ? null : plan.time);
  return { did: { ...did, ...(time ? { time } : {}) } };
}

function ofEvents(where: Cond, model: Model): boolean {
  if ('all' in where) return where.all.every((one) => ofEvents(one, model));
  if ('any' in where) return where.any.every((one) => ofEvents(one, model));
  if ('not' in where) return ofEvents(where.not, model);
  return 'field' in where && model.dimensions.some((one) => one.name === where.field && one.event);
}
