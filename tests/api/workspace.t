# The installation's name: everybody reads it, a superadmin gives it.
as nobody
GET /api/workspace
401  {"code": "unauthenticated", ...}

as marketer
GET /api/workspace
200  {"name": null, "time_zone": "UTC", "currency": "USD", "week_start": "monday", "demo": false}

PATCH /api/workspace  {"name": "Shop"}
403  {"code": "forbidden", "detail": "workspace_update needs the role superadmin", ...}

as admin
PATCH /api/workspace  {"name": "Shop"}
403  {"code": "forbidden", ...}

as root
PATCH /api/workspace  {"name": ""}
422  {"errors": [{"pointer": "/name", "detail": "must be 1 to 80 characters long"}], ...}

PATCH /api/workspace  {"currency": "EUR"}
422  {"errors": [{"pointer": "/currency", "detail": "is unknown"}], ...}

PATCH /api/workspace  {"name": "Ünique Shop 😀"}
200  {"name": "Ünique Shop 😀", ...}

as marketer
GET /api/workspace
200  {"name": "Ünique Shop 😀", ...}
