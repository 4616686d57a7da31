# The audit log: for auditors alone, newest first, whole.
as marketer
GET /api/audit
403  {"code": "forbidden", "detail": "audit_list needs the right to read the audit log", ...}

GET /api/audit/verify
403  {"code": "forbidden", ...}

as admin
GET /api/audit
403  {"code": "forbidden", ...}

as marketer
POST /api/audiences  {"name": "VIP"}
201  {"id": "*=vip", ...}

# A change that fails has no row.
POST /api/audiences  {"name": "VIP"}
409  {"code": "conflict", ...}

as auditor
GET /api/audit?what=audience_create
200  {"items": [{"seq": ">1", "at": "*", "actor": "{marketer}", "actor_name": "marketer", "as_owner": false,
  "action": "audience_create", "object": "{vip}", "summary": "created the audience \"VIP\"", "request_id": "req_*",
  "details": "{}", "hash": "*"}], "next_cursor": null}

GET /api/audit?who={marketer}&limit=1
200  {"items": [{"action": "audience_create", ...}], "next_cursor": "*=cursor"}

GET /api/audit?who={marketer}&limit=1&cursor={cursor}
200  {"items": [{"action": "auth_link", "summary": "signed in by a one-time link", ...}], ...}

GET /api/audit?q=VIP
200  {"items": [{"object": "{vip}", ...}], ...}

GET /api/audit?cursor=x
422  {"errors": [{"pointer": "/cursor", ...}], ...}

GET /api/audit/verify
200  {"rows": ">5", "first_bad": 0, "reason": null}

# Nobody changes it.
DELETE /api/audit
405  {"code": "malformed", ...}
< Allow: GET, HEAD, OPTIONS
