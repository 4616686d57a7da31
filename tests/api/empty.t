# Before any data was loaded.
as marketer
GET /api/model
200  {"events": [], "first_day": null, "last_day": null, ...}

GET /api/analytics/kpis
200  {"answer": {...}, "trend": {...}}

POST /api/audiences/preview  {"rules": {"field": "customer_country", "op": "eq", "value": "US"}}
200  {"people": 0, "total_customers": 0, ...}

GET /api/activation/history
200  {"items": [], "next_cursor": null}

GET /api/accounts
200  {"items": [], "next_cursor": null}

GET /api/activation/jobs/psh_nowhere
404  {"code": "not_found", "detail": "no push psh_nowhere", ...}
