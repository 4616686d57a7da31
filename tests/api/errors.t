# What isn't right in itself: each has its status, a code, and nothing of the inside.
as marketer
POST /api/audiences  {"name": "VIP"
400  {"type": "about:blank", "title": "Bad Request", "status": 400, "code": "malformed", "detail": "not JSON: line 1, column *",
  "next_step": "*", "request_id": "req_*"}
< Content-Type: application/problem+json

POST /api/audiences  {"name": "VIP", "name": "VIP"}
400  {"code": "malformed", ...}

POST /api/audiences  {"name": {deep}}
400  {"code": "malformed", "detail": "JSON is nested deeper than 32", ...}

POST /api/audiences  ["name"]
422  {"code": "invalid", "errors": [{"pointer": "", "detail": "must be an object"}], ...}

POST /api/audiences  {"name": 7, "a/b~c": 1}
422  {"errors": [{"pointer": "/name", "detail": "must be text"}, {"pointer": "/a~1b~0c", "detail": "is unknown"}], ...}

POST /api/audiences  {"name": "{large}"}
413  {"status": 413, "code": "too_large", "title": "Content Too Large", ...}

POST /api/audiences  name=VIP
> Content-Type: application/x-www-form-urlencoded
415  {"status": 415, "title": "Unsupported Media Type", ...}

POST /api/audiences  {"name": "VIP"}
> Content-Type:
415  {"status": 415, ...}

POST /api/audiences  {"name": "VIP"}
> Content-Type: application/json; charset=utf-8
201  {"name": "VIP", ...}

POST /api/audiences  x
> Content-Encoding: gzip
415  {"status": 415, ...}

PUT /api/audiences  {"name": "VIP"}
405  {"status": 405, "title": "Method Not Allowed", ...}
< Allow: GET, POST, HEAD, OPTIONS

GET /api/query
405  {"status": 405, ...}
< Allow: POST, OPTIONS

GET /api/nothing
404  {"status": 404, "code": "not_found", "detail": "no page or resource at this address", ...}

POST /api/nothing  {}
404  {"code": "not_found", ...}

GET /api/audiences/a/b/c/d/e/f/g/h/i/j/k/l/m/n
404  {"code": "not_found", ...}

POST /nothing  {}
404  {"code": "not_found", ...}

# A value stands in one place.
PATCH /api/audiences/aud_1  {"id": "aud_2"}
> If-Match: *
422  {"errors": [{"pointer": "/id", "detail": "is given in the address already"}], ...}

GET /api/audiences?limit=1&q=a&limit=2
422  {"code": "invalid", "errors": [{"pointer": "/limit", "detail": "is given twice in the address"}], ...}

GET /api/audiences?limit=1&limit=1
422  {"errors": [{"pointer": "/limit", "detail": "is given twice in the address"}], ...}

GET /api/audiences/aud_1?id=aud_2
422  {"errors": [{"pointer": "/id", "detail": "is given twice in the address"}], ...}

GET /api/activation/history?state=done&state=failed
200  {"items": [], "next_cursor": null}

GET /api/audiences?q=%ff
400  {"code": "malformed", ...}

# Another site's page can't use a person's session.
POST /api/audiences  {"name": "CSRF"}
> Origin: https://evil.example
403  {"code": "forbidden", ...}

POST /api/audiences  {"name": "CSRF"}
> Origin:
403  {"code": "forbidden", ...}

POST /api/audiences  {"name": "CSRF"}
> Sec-Fetch-Site: cross-site
403  {"code": "forbidden", ...}

POST /api/audiences  {"name": "CSRF"}
> Sec-Fetch-Site: same-site
403  {"code": "forbidden", ...}

POST /api/audiences  {"name": "CSRF"}
> Sec-Fetch-Site: none
403  {"code": "forbidden", ...}

POST /api/audiences  {"name": "CSRF"}
> Origin: null
403  {"code": "forbidden", ...}

POST /api/auth/logout
> Origin: https://evil.example
403  {"code": "forbidden", ...}

POST /api/audiences  {"name": "Ours"}
> Origin:
> Sec-Fetch-Site: same-origin
201  {"name": "Ours", ...}

# None of the refused ones left anything.
GET /api/audiences
200  {"items": [{"name": "Ours", ...}, {"name": "VIP", ...}], "next_cursor": null}
