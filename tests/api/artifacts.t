# What is saved under a name: a plan or a statement; one's own until it is shared.
with events
as marketer
POST /api/artifacts  {"name": "Weekly", "plan": {"version": 1, "metrics": ["sessions"], "time": {"relative": {"unit": "week", "shift": -1}}}}
201  {"id": "*=plan", "name": "Weekly", "kind": "plan", "plan": {"metrics": ["sessions"], ...}, "sql": null, "is_mine": true, "shared": false, ...}

POST /api/artifacts  {"name": "Countries", "sql": "SELECT country FROM sessions", "shared": true}
201  {"id": "*=sql", "kind": "sql", "plan": null, "sql": "SELECT country FROM sessions", "shared": true, ...}

POST /api/artifacts  {"name": "Weekly", "sql": "SELECT 1"}
409  {"code": "conflict", "errors": [{"pointer": "/name", ...}], ...}

POST /api/artifacts  {"name": "Nothing"}
422  {"errors": [{"pointer": "/plan", ...}], ...}

POST /api/artifacts  {"name": "Both", "sql": "SELECT 1", "plan": {"version": 1, "metrics": ["sessions"], "time": {"all": true}}}
422  {"errors": [{"pointer": "/plan", ...}], ...}

POST /api/artifacts  {"name": "Wrong", "plan": {"version": 1, "metrics": ["sesions"], "time": {"all": true}}}
422  {"errors": [{"pointer": "/plan/metrics/0", ...}], ...}

GET /api/artifacts
200  {"items": [{"id": "{sql}", ...}, {"id": "{plan}", ...}], "next_cursor": null}

GET /api/artifacts?q=week
200  {"items": [{"id": "{plan}", ...}], "next_cursor": null}

GET /api/artifacts?limit=1
200  {"items": [{"id": "{sql}", ...}], "next_cursor": "*=cursor"}

GET /api/artifacts?limit=1&cursor={cursor}
200  {"items": [{"id": "{plan}", ...}], "next_cursor": null}

PATCH /api/artifacts/{plan}  {"name": "Weekly sessions", "shared": true}
200  {"name": "Weekly sessions", "shared": true, "plan": {"metrics": ["sessions"], ...}, ...}

PATCH /api/artifacts/{plan}  {"sql": "SELECT 1"}
422  {"errors": [{"pointer": "/sql", "detail": "this one holds a plan"}], ...}

PATCH /api/artifacts/{plan}  {"shared": false}
200  {"shared": false, ...}

as colleague
GET /api/artifacts
200  {"items": [{"id": "{sql}", "is_mine": false, "owner_name": "marketer", ...}], "next_cursor": null}

GET /api/artifacts/{plan}
404  {"code": "not_found", ...}

GET /api/artifacts/{sql}
200  {"sql": "SELECT country FROM sessions", ...}

PATCH /api/artifacts/{sql}  {"name": "Mine"}
403  {"code": "forbidden", ...}

DELETE /api/artifacts/{sql}
403  {"code": "forbidden", ...}

DELETE /api/artifacts/{plan}
404  {"code": "not_found", ...}

as marketer
DELETE /api/artifacts/{plan}
204

GET /api/artifacts/{plan}
404  {"code": "not_found", ...}
