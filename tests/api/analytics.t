# Figures by plans over the semantic model, on a real GA4 export of the winter of 2020.
with events
as nobody
GET /api/analytics/kpis
401  {"code": "unauthenticated", ...}

as marketer
GET /api/analytics/kpis?period=2020-12-01..2020-12-31&compare=2020-11-01..2020-11-30
200  {"answer": {"columns": ["*", ...], "rows": [["*", ...]], "from": "2020-12-01", "to": "2020-12-31",
  "before_from": "2020-11-01", "before_to": "2020-11-30", "reading": "*", "sql": "*", "data_until": "2021-01-31",
  "cached": false, "truncated": false, "rows_read": ">0", ...},
  "trend": {"rows": [["2020-12-01", ...], ["2020-12-02", ...], ...], ...}}

# The same again is the same, from memory.
GET /api/analytics/kpis?period=2020-12-01..2020-12-31&compare=2020-11-01..2020-11-30
200  {"answer": {"from": "2020-12-01", "cached": true, ...}, "trend": {"cached": true, ...}}
< ETag: "*"

GET /api/analytics/kpis?period=2020-12-01..2020-12-31&compare=2020-11-01..2020-11-30
> If-None-Match: {etag}
304

GET /api/analytics/kpis?period=sometimes
422  {"errors": [{"pointer": "/period", "detail": "*"}], ...}

GET /api/analytics/kpis?period=2020-12-31..2020-12-01
422  {"errors": [{"pointer": "/period", ...}], ...}

GET /api/analytics/kpis?compare=never
422  {"errors": [{"pointer": "/compare", ...}], ...}

GET /api/analytics/kpis?f=country
422  {"errors": [{"pointer": "/f", "detail": "*"}], ...}

GET /api/analytics/kpis?f=country:eq:India&period=2020-11-01..2021-01-31&compare=none
200  {"answer": {"rows": [["*", ...]], "plan": {"filter": {"all": [{"field": "country", "op": "eq", "value": "India"}]}, ...}, ...}, ...}

GET /api/analytics/sessions?period=2020-11-01..2021-01-31&by=device_category&compare=none
200  {"rows": [["*", ...], ...], ...}

GET /api/analytics/sessions?period=2020-11-01..2021-01-31&grain=month&compare=none
200  {"rows": [["2020-11-01", ...], ["2020-12-01", ...], ["2021-01-01", ...]], ...}

GET /api/analytics/sessions?grain=hour
422  {"errors": [{"pointer": "/grain", "detail": "must be day, week or month"}], ...}

GET /api/analytics/sessions?by=weather
422  {"code": "invalid", ...}
