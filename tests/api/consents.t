# The consent registry: recorded by an admin, hashed on arrival, never given away.
as marketer
POST /api/consents  {"identifier_type": "email", "identifier": "ann@example.com", "consent_type": "ad_user_data",
  "state": "granted", "source": "form"}
403  {"code": "forbidden", ...}

as admin
POST /api/consents  {"identifier_type": "email", "identifier": " Ann@Example.com ", "consent_type": "ad_user_data",
  "state": "granted", "source": "form", "at": "2026-02-01T00:00:00Z"}
201  {"id": "*=first", "identifier_type": "email", "consent_type": "ad_user_data", "state": "granted", "source": "form",
  "at": "2026-02-01T00:00:00Z", "recorded_at": "*", "recorded_by": "{admin}"}

POST /api/consents  {"identifier_type": "customer_id", "identifier": "C01", "consent_type": "email", "state": "granted",
  "source": "form"}
201  {"at": "*", ...}

POST /api/consents/check  {"identifier_type": "email", "identifier": "ann@example.com", "consent_type": "ad_user_data"}
200  {"consent_type": "ad_user_data", "state": "granted", "since": "2026-02-01T00:00:00Z",
  "history": [{"id": "{first}", "state": "granted", ...}]}

GET /api/consents/check?customer_id=C01&type=email
200  {"state": "granted", "history": [{"identifier_type": "customer_id", ...}], ...}

GET /api/consents/check?customer_id=C01&type=ad_user_data
200  {"state": "unknown", "since": null, "history": [], ...}

GET /api/consents/check?customer_id=C02&type=email
200  {"state": "unknown", ...}

# An address has no place in an address.
GET /api/consents/check?email=ann@example.com&type=email
422  {"errors": [{"pointer": "/customer_id", "detail": "is required"}, {"pointer": "/email", "detail": "is unknown"}], ...}

# What isn't usable is refused.
POST /api/consents  {"identifier_type": "email", "identifier": "no address", "consent_type": "email", "state": "granted",
  "source": "form"}
422  {"errors": [{"pointer": "/identifier", "detail": "is no usable email"}], ...}

POST /api/consents  {"identifier_type": "phone", "identifier": "12", "consent_type": "email", "state": "granted",
  "source": "form"}
422  {"errors": [{"pointer": "/identifier", "detail": "is no usable phone"}], ...}

POST /api/consents  {"identifier_type": "email", "identifier": "a@example.com", "consent_type": "email",
  "state": "granted", "source": "form", "at": "2999-01-01T00:00:00Z"}
422  {"errors": [{"pointer": "/at", "detail": "lies in the future"}], ...}

POST /api/consents  {"identifier_type": "name", "identifier": "a", "consent_type": "all", "state": "maybe", "source": ""}
422  {"errors": [{"pointer": "/identifier_type", ...}, {"pointer": "/consent_type", ...}, {"pointer": "/state", ...},
  {"pointer": "/source", ...}], ...}

# A withdrawal is a new record.
DELETE /api/consents/{first}
204

POST /api/consents/check  {"identifier_type": "email", "identifier": "ANN@example.com", "consent_type": "ad_user_data"}
200  {"state": "withdrawn", "history": [{"state": "withdrawn", "source": "withdrawn in the registry", ...},
  {"id": "{first}", "state": "granted", ...}], ...}

# An old file that comes late changes nothing: what was said last counts.
POST /api/consents  {"identifier_type": "email", "identifier": "ann@example.com", "consent_type": "ad_user_data",
  "state": "granted", "source": "an old file", "at": "2026-01-01T00:00:00Z"}
201  {"at": "2026-01-01T00:00:00Z", ...}

POST /api/consents/check  {"identifier_type": "email", "identifier": "ann@example.com", "consent_type": "ad_user_data"}
200  {"state": "withdrawn", "history": [{"state": "withdrawn", ...}, {"id": "{first}", ...}, {"source": "an old file", ...}],
  ...}

DELETE /api/consents/nothing
404  {"code": "not_found", "detail": "no consent record nothing", ...}

as marketer
DELETE /api/consents/{first}
403  {"code": "forbidden", ...}

POST /api/consents/check  {"identifier_type": "email", "identifier": "ann@example.com", "consent_type": "ad_user_data"}
403  {"code": "forbidden", ...}

GET /api/consents/check?customer_id=C01&type=email
200  {"state": "granted", ...}

# The audit log holds no address.
as auditor
GET /api/audit?what=consent_record
200  {"items": [{"summary": "recorded consent to ad_user_data by email", "details": "{}", ...},
  {"summary": "recorded consent to email by customer_id", ...},
  {"summary": "recorded consent to ad_user_data by email", "details": "{}", ...}], ...}
