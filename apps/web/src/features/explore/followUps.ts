import type { Model, Plan } from '@truffle/types/api';
import { labelOf, metricOf } from '@/lib/catalog';
import { usualGrain } from '@/lib/plan/time';
import { periodOf } from './address';
import { addDim, dimsOf, setCompare } from './edit';

/* What may be asked next, as plans: no reading of words is needed. */

export interface FollowUp {
  label: string;
  plan: Plan;
}

const usual = ['channel_group', 'device_category', 'country', 'campaign'];

export function followUpsOf(plan: Plan, model: Model): FollowUp[] {
  if (plan.funnel ?? plan.path ?? plan.retention) return [];
  const found: FollowUp[] = [];
  const dims = dimsOf(plan);
  if (!plan.compare && plan.time && plan.time.all !== true)
    found.push({
      label: 'Compared with the period before',
      plan: setCompare(plan, { to: 'previous_period' }),
    });
  if (dims.length < 2 && !dims.some((one) => one.name === 'date')) {
    const grain = usualGrain(periodOf(plan.time) ?? '28d');
    found.push({ label: `By ${grain}`, plan: addDim(plan, 'date', grain) });
  }
  if (dims.length < 2)
    for (const name of dimsFor(plan, model).slice(0, 2))
      found.push({ label: `By ${labelOf(model, name).toLowerCase()}`, plan: addDim(plan, name) });
  return found;
}

/* Customers have no channel, visits no first order. */
const ofCustomers = /customer|consent|repeat/;

function dimsFor(plan: Plan, model: Model): string[] {
  const taken = new Set(dimsOf(plan).map((one) => one.name));
  const customer = plan.metrics.some((name) => metricOf(model, name)?.customer && ofCustomers.test(name));
  const names = customer
    ? model.dimensions.filter((one) => one.customer && one.type === 'text').map((one) => one.name)
    : usual.filter((name) => model.dimensions.some((one) => one.name === name));
  return names.filter((name) => !taken.has(name));
}
