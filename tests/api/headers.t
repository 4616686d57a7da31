# What every answer carries, and the pages of the app.
as nobody
GET /healthz
200  {"status": "ok"}
< X-Content-Type-Options: nosniff
< Cache-Control: no-store
< X-Request-Id: req_*
< Referrer-Policy: no-referrer
< Cross-Origin-Opener-Policy: same-origin
< Cross-Origin-Resource-Policy: same-origin
< X-Frame-Options: DENY
< Access-Control-Allow-Origin:
< Strict-Transport-Security:
< Server:

GET /readyz
200  {"status": "ok"}

GET /
200  ~ <div id="root">
< Content-Type: text/html; charset=utf-8
< Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' 'nonce-*'; *frame-ancestors 'none'; *require-trusted-types-for 'script'
< Cache-Control: no-store
< X-Content-Type-Options: nosniff

# Any address of the app is the app.
GET /audiences/aud_1
200  ~ <div id="root">

GET /signin
200  ~ <div id="root">

# Where most visits begin, the page names the files of the Overview too; a template is never sent as it is.
GET /
200  ~ <link rel="modulepreload" crossorigin href="/assets/TrendChart-

GET /analytics
200  ~ <link rel="modulepreload" crossorigin href="/assets/Analytics-

GET /landing.html
404  {"code": "not_found", ...}

GET /assets/nothing.js
404  {"code": "not_found", ...}

GET /index.html
200  ~ <div id="root">

GET /../../etc/passwd
200  ~ <div id="root">

# What is meant for machines is not: 200 would say that something is there.
GET /metrics
404  {"code": "not_found", ...}

GET /metrics/x
404  {"code": "not_found", ...}

GET /metricsphere
200  ~ <div id="root">

GET /api
404  {"code": "not_found", ...}

GET /api/nothing
404  {"code": "not_found", ...}

GET /operation/audience_list
404  {"code": "not_found", ...}

GET /nothing.js
404  {"code": "not_found", ...}

GET /audiences/favicon.ico
404  {"code": "not_found", ...}

GET /.env
404  {"code": "not_found", ...}

HEAD /healthz
200
< Content-Length: 15

HEAD /api/audiences
401

HEAD /api/nothing
404

OPTIONS /api/audiences
204
< Allow: GET, POST, HEAD, OPTIONS
< Access-Control-Allow-Methods:

OPTIONS /healthz
204
< Allow: GET, HEAD, OPTIONS

OPTIONS /audiences/aud_1
204
< Allow: GET, HEAD, OPTIONS

OPTIONS /api/nothing
404  {"code": "not_found", ...}

GET /api/openapi.json
200  {"openapi": "3.1.*", "paths": {...}, ...}

GET /api/docs
200  ~ swagger-ui
< Content-Security-Policy: default-src 'none'; script-src 'self'; *

# Answers are tagged, so that an unchanged one needs no body.
as marketer
GET /api/workspace
200  {"name": null, ...}
< ETag: "*"
< Cache-Control: no-store

GET /api/workspace
> If-None-Match: {etag}
304

as root
PATCH /api/workspace  {"name": "Shop"}
200  {"name": "Shop", ...}
< ETag:

as marketer
GET /api/workspace
> If-None-Match: {etag}
200  {"name": "Shop", ...}

HEAD /api/workspace
200
< Content-Type: application/json
