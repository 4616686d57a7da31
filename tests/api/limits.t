# Ten tries to sign in within a minute from one address; others go on.
as marketer
GET /api/workspace
200  {"name": null, ...}

as nobody
POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
401  {"code": "unauthenticated", ...}

POST /api/auth/link  {"token": "guess"}
429  {"status": 429, "code": "rate_limited", "detail": "at most 10 requests a minute", ...}
< Retry-After: *

link admin
POST /api/auth/link  {"token": "{token}"}
429  {"code": "rate_limited", ...}

as marketer
GET /api/workspace
200  {"name": null, ...}
