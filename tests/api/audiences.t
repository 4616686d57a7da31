# Audiences: create, change, versions, archive, and who may.
as nobody
POST /api/audiences  {"name": "VIP"}
401  {"code": "unauthenticated", ...}

as marketer
GET /api/audiences
200  {"items": [], "next_cursor": null}

POST /api/audiences  {"name": "VIP"}
201  {"id": "*=vip", "name": "VIP", "description": null, "status": "draft", "version": null, "people": null,
  "rules": null, "words": null, "created_by": "{marketer}", "created_at": "*", "updated_at": "*", "revision": "*",
  "acts": [{"operation": "audience_update", "allowed": true, "reason": null},
  {"operation": "audience_archive", "allowed": true, "reason": null},
  {"operation": "activation_push", "allowed": false, "reason": "It has no saved version yet."}]}

POST /api/audiences  {"name": "VIP"}
409  {"code": "conflict", "errors": [{"pointer": "/name", "detail": "an audience named \"VIP\" exists"}], ...}

POST /api/audiences  {"nmae": "VIP"}
422  {"code": "invalid", "errors": [{"pointer": "/name", "detail": "is required"},
  {"pointer": "/nmae", "detail": "is unknown"}], ...}

POST /api/audiences  {"name": ""}
422  {"errors": [{"pointer": "/name", "detail": "must be 1 to 120 characters long"}], ...}

GET /api/audiences/aud_nowhere
404  {"code": "not_found", "detail": "no audience aud_nowhere", ...}

# Rules make a version.
PATCH /api/audiences/{vip}  {"rules": {"field": "customer_country", "op": "eq", "value": "US"}}
> If-Match: "{revision}"
200  {"id": "{vip}", "status": "ready", "version": 1, "words": "*", "rules": {"field": "customer_country", ...}, ...}

# Rules that ask the same make none.
PATCH /api/audiences/{vip}  {"rules": {"field": "customer_country", "op": "in", "values": ["US"]}, "description": "The best"}
> If-Match: "{revision}"
200  {"version": 1, "description": "The best", ...}

PATCH /api/audiences/{vip}  {"rules": {"field": "customer_country", "op": "in", "values": ["US", "FR"]}}
> If-Match: "{revision}"
200  {"version": 2, "description": "The best", ...}

PATCH /api/audiences/{vip}  {"description": ""}
> If-Match: "{revision}"
200  {"version": 2, "description": null, ...}

PATCH /api/audiences/{vip}  {"description": null, "name": null}
> If-Match: "{revision}"
200  {"name": "VIP", "description": null, ...}

GET /api/audiences/{vip}/versions
200  {"items": [{"version": 2, "rules": {...}, "words": "*", "definition_hash": "*", "people": null,
  "created_by": "{marketer}", "created_at": "*", "changes": ["*", ...]}, {"version": 1, ...}], "next_cursor": null}

GET /api/audiences/{vip}/versions?limit=1
200  {"items": [{"version": 2, ...}], "next_cursor": "2"}

GET /api/audiences/{vip}/versions?limit=1&cursor=2
200  {"items": [{"version": 1, ...}], "next_cursor": null}

GET /api/audiences/{vip}/versions?cursor=x
422  {"errors": [{"pointer": "/cursor", "detail": "is not a cursor of this list"}], ...}

# Faults in rules are told with their place.
POST /api/audiences  {"name": "Bad", "rules": {"field": "weather", "op": "eq", "value": "US"}}
422  {"errors": [{"pointer": "/rules/field", "detail": "*"}], ...}

POST /api/audiences  {"name": "Bad", "rules": {"all": [{"field": "customer_country", "op": "eq", "value": "US"}, {"field": "customer_country"}]}}
422  {"errors": [{"pointer": "/rules/all/1", "detail": "needs \"op\" beside \"field\""}], ...}

POST /api/audiences  {"name": "Bad", "rules": {"audience": "aud_nowhere"}}
422  {"errors": [{"pointer": "/rules", "detail": "no audience aud_nowhere"}], ...}

PATCH /api/audiences/{vip}  {"rules": {"audience": "{vip}"}}
> If-Match: "{revision}"
422  {"errors": [{"pointer": "/rules", "detail": "an audience can't be made of itself"}], ...}

# An audience can be made of another.
POST /api/audiences  {"name": "Not VIP", "rules": {"not": {"audience": "{vip}"}}}
201  {"version": 1, "rules": {"not": {"audience": "{vip}", "version": 2}}, ...}

# Another's audience is read, not changed.
as colleague
GET /api/audiences/{vip}
200  {"created_by": "{marketer}", "acts": [{"operation": "audience_update", "allowed": false, "reason": "Only its owner or an admin changes it."},
  {"operation": "audience_archive", "allowed": false, "reason": "*"}, {"operation": "activation_push", "allowed": false, "reason": "*"}], ...}

PATCH /api/audiences/{vip}  {"name": "Mine"}
> If-Match: "{revision}"
403  {"code": "forbidden", ...}

DELETE /api/audiences/{vip}
> If-Match: "{revision}"
403  {"code": "forbidden", ...}

GET /api/audiences?q=not%20v
200  {"items": [{"name": "Not VIP", ...}], "next_cursor": null}

GET /api/audiences?limit=1
200  {"items": [{"name": "Not VIP", ...}], "next_cursor": "*=cursor"}

GET /api/audiences?limit=1&cursor={cursor}
200  {"items": [{"name": "VIP", ...}], "next_cursor": null}

# An admin changes any; an archived name is free again.
as admin
DELETE /api/audiences/{vip}
> If-Match: "{revision}"
204

DELETE /api/audiences/{vip}
> If-Match: "{revision}"
404  {"code": "not_found", ...}

GET /api/audiences/{vip}
404  {"code": "not_found", ...}

PATCH /api/audiences/{vip}  {"name": "x"}
> If-Match: "{revision}"
404  {"code": "not_found", ...}

as colleague
POST /api/audiences  {"name": "VIP"}
201  {"status": "draft", "created_by": "{colleague}", ...}
