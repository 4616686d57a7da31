# If-Match on audiences: nobody overwrites what they have not seen.
as marketer
POST /api/audiences  {"name": "Shared"}
201  {"id": "*=shared", "revision": "*=first", ...}

GET /api/audiences/{shared}
200  {"name": "Shared", "revision": "{first}", ...}
< ETag: "{first}.*"

GET /api/audiences/{shared}
> If-None-Match: {etag}
304

GET /api/audiences/{shared}
> If-None-Match: "other", {etag}
304

GET /api/audiences/{shared}
> If-None-Match: "other"
200  {"name": "Shared", ...}

PATCH /api/audiences/{shared}  {"name": "Blind"}
428  {"title": "Precondition Required", "status": 428, "next_step": "*", ...}

DELETE /api/audiences/{shared}
428  {"status": 428, ...}

# Who may not is told that first.
as nobody
PATCH /api/audiences/{shared}  {"name": "Blind"}
401  {"code": "unauthenticated", ...}

as marketer
PATCH /api/audiences/{shared}  {"name": "Blind"}
> If-Match: first
400  {"code": "malformed", "detail": "If-Match must be * or tags in quotes", ...}

PATCH /api/audiences/{shared}  {"name": "Blind"}
> If-Match: W/"{first}"
412  {"code": "stale", ...}

# The ETag of an answer will do, and the revision alone.
PATCH /api/audiences/{shared}  {"name": "Second"}
> If-Match: {etag}
200  {"name": "Second", "revision": "*=second", ...}

PATCH /api/audiences/{shared}  {"name": "Lost"}
> If-Match: {etag}
412  {"code": "stale", "detail": "it was changed since it was read", "next_step": "*", ...}

PATCH /api/audiences/{shared}  {"name": "Lost"}
> If-Match: "{first}"
412  {"code": "stale", ...}

DELETE /api/audiences/{shared}
> If-Match: "{first}"
412  {"code": "stale", ...}

GET /api/audiences/{shared}
200  {"name": "Second", "revision": "{second}", ...}

PATCH /api/audiences/{shared}  {"name": "Third"}
> If-Match: "nothing", "{second}"
200  {"name": "Third", "revision": "*=third", ...}

PATCH /api/audiences/{shared}  {"name": "Fourth"}
> If-Match: *
200  {"name": "Fourth", "revision": "*=fourth", ...}

DELETE /api/audiences/{shared}
> If-Match: "{third}"
412  {"code": "stale", ...}

DELETE /api/audiences/{shared}
> If-Match: "{fourth}"
204

PATCH /api/audiences/{shared}  {"name": "Gone"}
> If-Match: "{fourth}"
404  {"code": "not_found", ...}
