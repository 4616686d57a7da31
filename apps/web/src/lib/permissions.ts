import type { Act, Me } from '@truffle/types/api';

export type OperationName =
  | 'workspace_update'
  | 'user_list'
  | 'query_run'
  | 'ask'
  | 'sql_run'
  | 'analytics_kpis'
  | 'analytics_sessions'
  | 'model_get'
  | 'audience_list'
  | 'audience_create'
  | 'audience_get'
  | 'audience_update'
  | 'audience_archive'
  | 'audience_preview'
  | 'consent_record'
  | 'consent_withdraw'
  | 'consent_check'
  | 'account_list'
  | 'activation_push'
  | 'activation_get'
  | 'activation_list'
  | 'activation_approve'
  | 'activation_reject'
  | 'activation_cancel'
  | 'activation_retry'
  | 'audit_list'
  | 'audit_verify';

export function can(me: Me, operation: OperationName): boolean {
  return me.can.includes(operation);
}

export interface Allowed {
  shown: boolean;
  allowed: boolean;
  reason: string | null;
}

/** What may be done to this object now: absent when never, disabled with a reason when not now. */
export function allowed(me: Me, acts: Act[], operation: OperationName): Allowed {
  const act = acts.find((one) => one.operation === operation);
  if (!can(me, operation)) return { shown: false, allowed: false, reason: act?.reason ?? null };
  if (!act) return { shown: false, allowed: false, reason: null };
  return { shown: true, allowed: act.allowed, reason: act.reason };
}
