# A push: asked for, approved by another person, sent, and told in a receipt that adds up.
with shop
as marketer
POST /api/audiences  {"name": "America", "rules": {"field": "customer_country", "op": "eq", "value": "US"}}
201  {"id": "*=america", ...}

POST /api/activation/audiences/{america}/push  {"account": "nowhere"}
422  {"errors": [{"pointer": "/account", "detail": "no account nowhere"}], ...}

POST /api/activation/audiences/aud_nowhere/push  {"account": "1234567890"}
404  {"code": "not_found", ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890", "holdout_pct": 51}
422  {"errors": [{"pointer": "/holdout_pct", "detail": "must be 0 to 50"}], ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890", "note": "for the sale"}
202  {"id": "psh_*", "number": 1, "audience_id": "{america}", "audience_name": "America", "audience_version": 1,
  "state": "waiting_for_approval", "list_name": "America", "membership_days": 540, "note": "for the sale",
  "asked_by": "{marketer}", "decided_by": null, "digest": "*=digest", "receipt": null, "total": null,
  "expected": {"audience": 9, "sends": 5, "removes": 0, "held_out": 0, "no_consent": 2, "no_identifier": 1,
  "already_there": 0, "duplicate": 1},
  "acts": [{"operation": "activation_approve", "allowed": false, "reason": "Only people with the right to approve decide pushes."},
  {"operation": "activation_reject", "allowed": false, ...}, {"operation": "activation_cancel", "allowed": true, ...},
  {"operation": "activation_retry", "allowed": false, ...}], ...}
< Location: /api/activation/jobs/psh_*

# Who asked doesn't decide; a superadmin without the right doesn't either; the right one needs the digest.
POST /api/activation/jobs/{id}/approve  {"digest": "{digest}"}
403  {"code": "forbidden", ...}

as admin
POST /api/activation/jobs/{id}/approve  {"digest": "{digest}"}
403  {"code": "forbidden", ...}

as approver
GET /api/auth/me
200  {"approvals_waiting": 1, ...}

GET /api/activation/history?state=waiting_for_approval
200  {"items": [{"number": 1, "digest": "{digest}", "id": "*=push", "acts": [{"operation": "activation_approve", "allowed": true, "reason": null}, ...], ...}], "next_cursor": null}

POST /api/activation/jobs/{push}/approve  {"digest": "0000000000000000000000000000000000000000000000000000000000000000"}
412  {"code": "stale", "errors": [{"pointer": "/digest", ...}], ...}

POST /api/activation/jobs/{push}/approve  {}
422  {"errors": [{"pointer": "/digest", "detail": "is required"}], ...}

POST /api/activation/jobs/psh_nowhere/approve  {"digest": "{digest}"}
404  {"code": "not_found", ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}", "note": "go"}
200  {"state": "queued", "decided_by": "{approver}", "decided_by_name": "approver", "decision_note": "go", ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
409  {"code": "conflict", ...}

POST /api/activation/jobs/{push}/reject  {"note": "no"}
409  {"code": "conflict", ...}

work
as marketer
GET /api/activation/jobs/{push}
200  {"state": "done", "done": 9, "total": 9, "receipt": {"audience": 9, "sent": 5, "already_there": 0, "held_out": 0,
  "no_consent": 2, "no_identifier": 1, "duplicate": 1, "rejected": 0, "failed": 0, "not_sent": 0, "removed": 0,
  "refreshed": 0, "adds_up": true}, ...}

# A watch of what has ended tells it once.
GET /api/activation/jobs/{push}
> Accept: text/event-stream
200  ~ event: job
< Content-Type: text/event-stream

GET /api/activation/jobs/psh_nowhere
> Accept: text/event-stream
200  ~ event: error

POST /api/activation/jobs/{push}/cancel
409  {"code": "conflict", ...}

POST /api/activation/jobs/{push}/retry
409  {"code": "conflict", ...}

# The same again: everybody is there already.
as marketer
POST /api/activation/audiences/{america}/push  {"account": "1234567890"}
202  {"number": 2, "digest": "*=digest", "expected": {"audience": 9, "sends": 0, "already_there": 5, "no_consent": 2, "no_identifier": 1, "duplicate": 1, ...}, ...}

as approver
POST /api/activation/jobs/{id}/approve  {"digest": "{digest}"}
200  {"state": "queued", ...}

work
GET /api/activation/jobs/{id}
200  {"state": "done", "receipt": {"sent": 0, "already_there": 5, "adds_up": true, ...}, ...}

GET /api/activation/history?limit=1
200  {"items": [{"number": 2, ...}], "next_cursor": "*"}

GET /api/activation/history?state=asleep
422  {"errors": [{"pointer": "/state", "detail": "no state \"asleep\""}], ...}

# Each decision is in the audit log.
as auditor
GET /api/audit?what=activation_approve
200  {"items": [{"summary": "approved push 2 of \"America\" version 1", "actor_name": "approver", ...},
  {"summary": "approved push 1 of \"America\" version 1", "object": "{push}", ...}], ...}

# So is each load, with what it brought.
GET /api/audit?what=load_consents
200  {"items": [{"summary": "loaded 22 rows of consents", ...}], ...}

GET /api/audit?what=load_customers
200  {"items": [{"summary": "loaded 12 rows of customers", ...}], ...}
