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

# Role and rights are changed by somebody else, from the next request on.
as marketer
PATCH /api/users/{colleague}  {"role": "admin"}
403  {"code": "forbidden", "detail": "user_update needs the role admin", ...}

as admin
PATCH /api/users/{colleague}  {"role": "admin", "auditor": true}
200  {"id": "{colleague}", "name": "colleague", "role": "admin", "approver": false, "auditor": true, "disabled": false, ...}

as colleague
GET /api/auth/me
200  {"role": "admin", "auditor": true, ...}

as admin
PATCH /api/users/{admin}  {"approver": true}
403  {"code": "forbidden", "detail": "nobody changes their own role or rights", ...}

PATCH /api/users/{marketer}  {"role": "superadmin"}
403  {"code": "forbidden", "errors": [{"pointer": "/role", "detail": "nobody gives a role above their own"}], ...}

# Admins and superadmins are a superadmin's; so is who may approve, or an admin could be left as their own approver.
PATCH /api/users/{colleague}  {"auditor": false}
403  {"code": "forbidden", "detail": "only a superadmin changes admins and superadmins", ...}

PATCH /api/users/{root}  {"disabled": true}
403  {"code": "forbidden", ...}

PATCH /api/users/{approver}  {"approver": false}
403  {"code": "forbidden", "detail": "only a superadmin takes the right to approve away or disables who has it", ...}

PATCH /api/users/{approver}  {"disabled": true}
403  {"code": "forbidden", ...}

PATCH /api/users/{approver}  {"auditor": true}
200  {"auditor": true, "approver": true, ...}

PATCH /api/users/nobody_here  {"auditor": true}
404  {"code": "not_found", ...}

PATCH /api/users/{approver}  {"auditor": "yes"}
422  {"errors": [{"pointer": "/auditor", "detail": "must be true or false"}], ...}

PATCH /api/users/{approver}  {"role": "boss", "name": "x"}
422  {"errors": [{"pointer": "/role", ...}, {"pointer": "/name", "detail": "is unknown"}], ...}

# Disabled: out at the next request, by link or session, until enabled; the last superadmin stays.
as root
PATCH /api/users/{colleague}  {"disabled": true}
200  {"disabled": true, "role": "admin", ...}

as colleague
GET /api/auth/me
401  {"code": "unauthenticated", ...}

as root
PATCH /api/users/Second  {"disabled": true}
200  {"name": "Second", "disabled": true, ...}

PATCH /api/users/{root}  {"role": "user"}
403  {"code": "forbidden", "detail": "nobody changes their own role or rights", ...}

PATCH /api/users/{colleague}  {"disabled": false, "role": "user", "auditor": false}
200  {"disabled": false, "role": "user", "auditor": false, ...}

# The session of before doesn't come back.
as colleague
GET /api/auth/me
401  {"code": "unauthenticated", ...}

as auditor
GET /api/audit?what=user_update&limit=2
200  {"items": [{"summary": "enabled colleague", "object": "{colleague}", "details":
  "{\"after\":{\"approver\":false,\"auditor\":false,\"disabled\":false,\"role\":\"user\"},\"before\":{\"approver\":false,\"auditor\":true,\"disabled\":true,\"role\":\"admin\"}}", ...},
  {"summary": "disabled Second", ...}], ...}
