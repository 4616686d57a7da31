# Accounts on ad platforms: an admin connects them; the token is never seen again.
as marketer
POST /api/accounts  {"platform": "google-ads", "external_id": "1234567890", "name": "Shop", "access_token": "canary"}
403  {"code": "forbidden", ...}

as admin
POST /api/accounts  {"platform": "google-ads", "external_id": "1234567890", "name": "Shop", "access_token": "canary"}
201  {"id": "acc_*", "platform": "google-ads", "external_id": "1234567890", "login_id": null, "name": "Shop",
  "sandbox": false, "created_by": "{admin}", "created_at": "*"}

POST /api/accounts  {"platform": "google-ads", "external_id": "1234567890", "name": "Again", "access_token": "t"}
409  {"code": "conflict", "errors": [{"pointer": "/external_id", "detail": "account 1234567890 is connected already"}], ...}

POST /api/accounts  {"platform": "meta", "external_id": "1", "name": "x", "access_token": "t"}
422  {"errors": [{"pointer": "/platform", "detail": "no connector meta"}], ...}

POST /api/accounts  {"platform": "google-ads", "external_id": "123-456-7890", "name": "x", "access_token": "t"}
422  {"errors": [{"pointer": "/external_id", "detail": "must be digits, without hyphens"}], ...}

POST /api/accounts  {"platform": "google-ads", "external_id": "1", "name": "x"}
422  {"errors": [{"pointer": "/access_token", "detail": "is required"}], ...}

as marketer
GET /api/accounts
200  {"items": [{"id": "*", "platform": "google-ads", "external_id": "1234567890", "login_id": null, "name": "Shop",
  "sandbox": false, "created_by": "{admin}", "created_at": "*"}], "next_cursor": null}

GET /api/accounts?limit=201
422  {"errors": [{"pointer": "/limit", "detail": "must be 1 to 200"}], ...}
