# What makes an approval void, and how a push ends without being sent.
with shop
as marketer
POST /api/audiences  {"name": "Europe", "rules": {"field": "customer_country", "op": "in", "values": ["FR", "DE"]}}
201  {"id": "*=europe", ...}

POST /api/activation/audiences/{europe}/push  {"account": "1234567890"}
202  {"id": "*=push", "digest": "*=digest", ...}

# Edited meanwhile: void.
PATCH /api/audiences/{europe}  {"rules": {"field": "customer_country", "op": "eq", "value": "FR"}}
> If-Match: "{revision}"
200  {"version": 2, ...}

as approver
POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
409  {"code": "conflict", "detail": "*The audience changed to version 2.*", ...}

GET /api/activation/jobs/{push}
200  {"state": "voided", "cause": "The audience changed to version 2.", "finished_at": "*", ...}

# Only renamed: still good.
as marketer
POST /api/activation/audiences/{europe}/push  {"account": "1234567890"}
202  {"id": "*=push", "digest": "*=digest", ...}

PATCH /api/audiences/{europe}  {"name": "France"}
> If-Match: "{revision}"
200  {"version": 2, ...}

# A rejection needs a reason.
as approver
POST /api/activation/jobs/{push}/reject  {}
422  {"errors": [{"pointer": "/note", "detail": "is required"}], ...}

POST /api/activation/jobs/{push}/reject  {"note": ""}
422  {"errors": [{"pointer": "/note", "detail": "must be 1 to 2000 characters long"}], ...}

as marketer
POST /api/activation/jobs/{push}/reject  {"note": "mine"}
403  {"code": "forbidden", ...}

as approver
POST /api/activation/jobs/{push}/reject  {"note": "too many"}
200  {"state": "rejected", "cause": "too many", "decided_by": "{approver}", "finished_at": "*",
  "receipt": {"audience": 2, "sent": 0, "not_sent": 2, "adds_up": true, ...}, ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
409  {"code": "conflict", ...}

# Cancelled before it was decided, by who asked; another may not.
as marketer
POST /api/activation/audiences/{europe}/push  {"account": "1234567890"}
202  {"id": "*=push", "digest": "*=digest", ...}

as colleague
POST /api/activation/jobs/{push}/cancel
403  {"code": "forbidden", "detail": "Only who asked or an admin does this.", ...}

as marketer
POST /api/activation/jobs/{push}/cancel
200  {"state": "cancelled", "cause": "It was cancelled before it was decided.", ...}

as approver
POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
409  {"code": "conflict", ...}

# Another person's audience is pushed by its owner or an admin: the act says it, and so does the operation.
GET /api/audiences/{europe}
200  {"created_by": "{marketer}", "acts": [{"operation": "audience_update", "allowed": false, ...},
  {"operation": "audience_archive", "allowed": false, ...}, {"operation": "activation_push", "allowed": false,
  "reason": "Only its owner or an admin asks for a push of it."}], ...}

POST /api/activation/audiences/{europe}/push  {"account": "1234567890"}
403  {"code": "forbidden", "detail": "only the owner of \"France\" or an admin asks for a push of it", ...}

as admin
POST /api/activation/audiences/{europe}/push  {"account": "1234567890"}
202  {"state": "waiting_for_approval", ...}

# An approver who asked doesn't approve while another could.
as approver
POST /api/audiences  {"name": "Germany", "rules": {"field": "customer_country", "op": "eq", "value": "DE"}}
201  {"id": "*=germany", ...}

POST /api/activation/audiences/{germany}/push  {"account": "1234567890"}
202  {"id": "*=push", "digest": "*=digest",
  "acts": [{"operation": "activation_approve", "allowed": false, "reason": "You asked for this push: somebody else decides it."}, ...], ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
403  {"code": "forbidden", ...}

# Archived meanwhile: void.
as admin
DELETE /api/audiences/{germany}
> If-Match: "{revision}"
204

as root
POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
409  {"code": "conflict", ...}

# A draft can't be pushed.
as marketer
POST /api/audiences  {"name": "Draft"}
201  {"status": "draft", ...}

POST /api/activation/audiences/{id}/push  {"account": "1234567890"}
409  {"code": "conflict", "detail": "\"Draft\" has no saved version yet", ...}
