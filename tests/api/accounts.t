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

POST /api/accounts  {"platform": "nowhere", "external_id": "1", "name": "x", "access_token": "t"}
422  {"errors": [{"pointer": "/platform", "detail": "no connector nowhere"}], ...}

POST /api/accounts  {"platform": "google-ads", "external_id": "123-456-7890", "name": "x", "access_token": "t"}
422  {"errors": [{"pointer": "/external_id", "detail": "Google Ads knows an account by digits, without hyphens"}], ...}

POST /api/accounts  {"platform": "meta", "external_id": "act_12-3", "name": "x", "access_token": "t"}
422  {"errors": [{"pointer": "/external_id", "detail": "Meta knows an account by digits, with or without act_"}], ...}

POST /api/accounts  {"platform": "google-ads", "external_id": "1", "name": "x"}
422  {"errors": [{"pointer": "/access_token", "detail": "is required"}], ...}

as marketer
GET /api/accounts
200  {"items": [{"id": "*", "platform": "google-ads", "external_id": "1234567890", "login_id": null, "name": "Shop",
  "sandbox": false, "created_by": "{admin}", "created_at": "*"}], "next_cursor": null}

GET /api/accounts?limit=201
422  {"errors": [{"pointer": "/limit", "detail": "must be 1 to 200"}], ...}

# An account is renamed, gets another manager and a new token; what isn't told stays.
as marketer
PATCH /api/accounts/1234567890  {"name": "Mine"}
403  {"code": "forbidden", ...}

DELETE /api/accounts/1234567890
403  {"code": "forbidden", ...}

as admin
PATCH /api/accounts/1234567890  {"name": "Shop of Ana", "login_id": "5550001111", "access_token": "canary-two"}
200  {"id": "*=account", "platform": "google-ads", "external_id": "1234567890", "login_id": "5550001111",
  "name": "Shop of Ana", "sandbox": false, "created_by": "{admin}", "created_at": "*"}

PATCH /api/accounts/{account}  {"login_id": ""}
200  {"id": "{account}", "login_id": null, "name": "Shop of Ana", ...}

PATCH /api/accounts/{account}  {"access_token": ""}
422  {"errors": [{"pointer": "/access_token", "detail": "must be 1 to 4096 characters long"}], ...}

# Whether it is a simulator's is said once: its lists are there and nowhere else.
PATCH /api/accounts/{account}  {"sandbox": true}
422  {"errors": [{"pointer": "/sandbox", "detail": "is unknown"}], ...}

PATCH /api/accounts/{account}  {"external_id": "5"}
422  {"errors": [{"pointer": "/external_id", "detail": "is unknown"}], ...}

PATCH /api/accounts/acc_nowhere  {"name": "x"}
404  {"code": "not_found", ...}

# The audit log says what was changed, and never a token.
as auditor
GET /api/audit?what=account_update
200  {"items": [
  {"summary": "changed google-ads 1234567890", "object": "{account}", "details": "{\"changed\":[\"login_id\"]}", ...},
  {"summary": "gave a new token to google-ads 1234567890", "object": "{account}",
  "details": "{\"changed\":[\"name\",\"login_id\",\"access_token\"]}", ...}], ...}

# Removed, it is gone; connected again, it is the same one, so that its lists are known.
as admin
DELETE /api/accounts/{account}
204

DELETE /api/accounts/{account}
404  {"code": "not_found", ...}

PATCH /api/accounts/{account}  {"name": "x"}
404  {"code": "not_found", ...}

GET /api/accounts
200  {"items": [], "next_cursor": null}

POST /api/accounts  {"platform": "google-ads", "external_id": "1234567890", "name": "Test", "access_token": "t", "sandbox": true}
201  {"id": "*=simulated", "sandbox": true, ...}

# A simulator's account and a real one are never the same.
POST /api/accounts  {"platform": "google-ads", "external_id": "1234567890", "name": "Shop", "access_token": "t"}
409  {"code": "conflict", ...}

DELETE /api/accounts/{simulated}
204

POST /api/accounts  {"platform": "google-ads", "external_id": "1234567890", "name": "Shop", "access_token": "t"}
201  {"id": "{account}", "name": "Shop", "sandbox": false, ...}

as auditor
GET /api/audit?what=account_remove
200  {"items": [{"summary": "removed google-ads 1234567890", "object": "{simulated}", ...},
  {"summary": "removed google-ads 1234567890", "object": "{account}", ...}], ...}
