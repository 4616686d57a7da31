# Signing in by a one-time link, and what a person may do.
as nobody
GET /api/auth/me
401  {"code": "unauthenticated", "status": 401, "type": "about:blank", "title": "Unauthorized", "detail": "*",
  "next_step": "*", "request_id": "req_*"}
< WWW-Authenticate: *
< Content-Type: application/problem+json

POST /api/auth/link  {"token": "not-a-token"}
401  {"code": "unauthenticated", "errors": [{"pointer": "/token", "detail": "*"}], ...}
< Set-Cookie:

# A link lets its person in once.
link marketer
POST /api/auth/link  {"token": "{token}"}
200  {"id": "{marketer}", "name": "marketer", "role": "user", "approver": false, "auditor": false, "theme": "system",
  "workspace": {"name": null, "time_zone": "UTC", "currency": "USD", "week_start": "monday", "demo": false},
  "can": ["auth_link", "auth_me", "auth_me_update", "auth_logout", ...], "approvals_waiting": 0}
< Set-Cookie: __Host-session=*; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=3600

GET /api/auth/me
200  {"id": "{marketer}", "name": "marketer", ...}

POST /api/auth/link  {"token": "{token}"}
401  {"code": "unauthenticated", "detail": "this link was used, or is older than it may be", ...}

# A person changes their own settings.
PATCH /api/auth/me  {"theme": "dark"}
200  {"theme": "dark", ...}

PATCH /api/auth/me  {"theme": "pink"}
422  {"code": "invalid", "errors": [{"pointer": "/theme", "detail": "must be one of \"system\", \"light\", \"dark\""}], ...}

PATCH /api/auth/me  {"role": "superadmin"}
422  {"errors": [{"pointer": "/role", "detail": "is unknown"}], ...}

PATCH /api/auth/me  {}
200  {"theme": "dark", "role": "user", ...}

# Signing out ends the session on the server too.
POST /api/auth/logout
> Cookie: __Host-session=0000000000000000000000000000000000000000000000000000000000000000
401  {"code": "unauthenticated", ...}

as nobody
link admin
POST /api/auth/link  {"token": "{token}"}
200  {"role": "admin", ...}
< Set-Cookie: __Host-session=*

POST /api/auth/logout
204
< Set-Cookie: __Host-session=; Path=/; *Max-Age=0
< Clear-Site-Data: *

GET /api/auth/me
401  {"code": "unauthenticated", ...}

# Two sign-ins are two sessions: the end of one leaves the other.
as root
GET /api/auth/me
200  {"role": "superadmin", "approver": true, "auditor": true, ...}

as nobody
link root
POST /api/auth/link  {"token": "{token}"}
200  {"name": "root", ...}
< Set-Cookie: __Host-session=*; Path=/*

POST /api/auth/logout
> Cookie: {set_cookie}
204

GET /api/auth/me
> Cookie: {set_cookie}
401  {"code": "unauthenticated", ...}

as root
GET /api/auth/me
200  {"name": "root", ...}

# Cookies that are none of ours are nobody's.
as nobody
GET /api/auth/me
> Cookie: __Host-session=zz
401  {"code": "unauthenticated", ...}

GET /api/auth/me
> Cookie: session=0000000000000000000000000000000000000000000000000000000000000000
401  {"code": "unauthenticated", ...}
