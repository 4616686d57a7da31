# What the warehouse says of rules: twelve customers, eleven with an e-mail, one who said no and one who said nothing.
with shop
as marketer
POST /api/audiences/preview  {"rules": {"field": "customer_country", "op": "eq", "value": "US"}}
200  {"people": 9, "reachable": 8, "consented": 6, "total_customers": 12,
  "counts": [{"pointer": "", "kept": 9, "dropped": 3}], "words": "*", "data_until": null, "elapsed_ms": "*",
  "sql": "*"}

POST /api/audiences/preview  {"rules": {"any": [{"field": "customer_country", "op": "eq", "value": "FR"}, {"field": "customer_country", "op": "eq", "value": "DE"}]}}
200  {"people": 3, "reachable": 3, "consented": 3, "counts": [{"pointer": "", "kept": 3, "dropped": 9},
  {"pointer": "/any/0", "kept": 2, "dropped": 10}, {"pointer": "/any/1", "kept": 1, "dropped": 11}], ...}

POST /api/audiences/preview  {}
422  {"errors": [{"pointer": "/rules", "detail": "is required"}], ...}

POST /api/audiences/preview  {"rules": {"field": "customer_country", "op": "near", "value": "US"}}
422  {"code": "invalid", ...}

POST /api/audiences/preview  {"rules": {"all": []}}
422  {"code": "invalid", ...}

# A saved audience: its size, a sample without addresses, its people after the count.
POST /api/audiences  {"name": "America", "rules": {"field": "customer_country", "op": "eq", "value": "US"}}
201  {"id": "*=america", "version": 1, "people": null, ...}

GET /api/audiences/{america}/size
200  {"people": 9, "reachable": 8, "consented": 6, ...}

GET /api/audiences/{america}/sample?limit=2
200  {"items": [{"customer_id": "*", "country": "US", "created_at": "2026-*"}, {"customer_id": "*", ...}]}

work
GET /api/audiences/{america}
200  {"people": 9, ...}

GET /api/audiences/{america}/versions
200  {"items": [{"version": 1, "people": 9, ...}], ...}

POST /api/audiences  {"name": "Draft"}
201  {"status": "draft", ...}

GET /api/audiences/{id}/size
409  {"code": "conflict", "detail": "\"Draft\" has no saved version yet", ...}

GET /api/audiences/aud_nowhere/size
404  {"code": "not_found", ...}

GET /api/audiences/aud_nowhere/sample
404  {"code": "not_found", ...}

# What an audience is worth; a plan over the same people says the same.
GET /api/analytics/audiences/{america}/metrics
200  {"audience_id": "{america}", "name": "America", "version": 1, "people": 9, "reachable": 8, "consented": 6,
  "buyers": 1, "orders": 2, "order_value": 25, "lifetime_value": 25, "currency": "USD", ...}

POST /api/query  {"version": 1, "metrics": ["customer_lifetime_value"], "time": {"all": true},
  "filter": {"field": "customer_country", "op": "eq", "value": "US"}}
200  {"rows": [[25]], ...}

GET /api/analytics/audiences/{id}/metrics
409  {"code": "conflict", ...}

GET /api/analytics/audiences/aud_nowhere/metrics
404  {"code": "not_found", ...}
