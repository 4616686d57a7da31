# People: an admin adds them and gives on their link.
as marketer
GET /api/users
200  {"items": [{"id": "{marketer}", "name": "marketer", "role": "user", "approver": false, "auditor": false,
  "disabled": false, "theme": "system", "created_at": "*", "last_seen_at": "*"},
  {"name": "colleague", "last_seen_at": null, ...}, {"name": "approver", "approver": true, ...}, ...],
  "next_cursor": null}

POST /api/users  {"name": "Eve", "role": "user"}
403  {"code": "forbidden", ...}

# Pages meet.
GET /api/users?limit=4
200  {"items": ["*", "*", "*", "*"], "next_cursor": "*=cursor"}

GET /api/users?limit=4&cursor={cursor}
200  {"items": [{"name": "admin", ...}, {"name": "root", ...}], "next_cursor": null}

GET /api/users?limit=0
422  {"errors": [{"pointer": "/limit", "detail": "must be 1 to 200"}], ...}

GET /api/users?limit=many
422  {"errors": [{"pointer": "/limit", "detail": "must be a whole number"}], ...}

GET /api/users?limits=4
422  {"errors": [{"pointer": "/limits", "detail": "is unknown"}], ...}

as admin
POST /api/users  {"name": "Eve", "role": "user", "approver": true}
201  {"id": "*=eve", "name": "Eve", "link": "http://127.0.0.1:{port}/signin#*", "expires_at": "*"}

POST /api/users  {"name": "Eve", "role": "user"}
409  {"code": "conflict", "errors": [{"pointer": "/name", "detail": "somebody is called \"Eve\" already"}], ...}

POST /api/users  {"name": "Mallory", "role": "superadmin"}
403  {"code": "forbidden", "errors": [{"pointer": "/role", "detail": "nobody gives a role above their own"}], ...}

POST /api/users  {"role": "boss"}
422  {"errors": [{"pointer": "/name", "detail": "is required"},
  {"pointer": "/role", "detail": "must be one of \"user\", \"admin\", \"superadmin\""}], ...}

POST /api/users  {"name": "Eve2", "role": "user", "disabled": false, "id": "x"}
422  {"errors": [{"pointer": "/disabled", "detail": "is unknown"}, {"pointer": "/id", "detail": "is unknown"}], ...}

as root
POST /api/users  {"name": "Second", "role": "superadmin"}
201  {"name": "Second", ...}
