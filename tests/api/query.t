# Plans: what is asked, and what is wrong with it, by its pointer.
with events
as marketer
POST /api/query  {"version": 1, "metrics": ["sessions"], "dimensions": [{"name": "device_category"}],
  "time": {"from": "2020-11-01", "to": "2021-01-31"}}
200  {"plan": {...}, "plan_hash": "*", "reading": "*", "assumed": [...], "columns": [{...}, {...}], "rows": [["*", ">0"], ...],
  "truncated": false, "sql": "*", "parameters": {...}, "cached": false, ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "dimensions": [{"name": "device_category"}],
  "time": {"from": "2020-11-01", "to": "2021-01-31"}}
200  {"cached": true, ...}

POST /api/query  {"version": 1, "metrics": ["sesions"], "time": {"all": true}}
422  {"code": "invalid", "errors": [{"pointer": "/metrics/0", "detail": "*sessions*"}], ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "dimensions": [{"name": "weather"}], "time": {"all": true}}
422  {"errors": [{"pointer": "/dimensions/0/name", "detail": "*"}], ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "time": {"all": true},
  "filter": {"all": [{"field": "country", "op": "eq"}]}}
422  {"errors": [{"pointer": "/filter/all/0*", "detail": "*"}], ...}

POST /api/query  {"version": 2, "metrics": ["sessions"], "time": {"all": true}}
422  {"errors": [{"pointer": "/version", ...}], ...}

POST /api/query  {}
422  {"code": "invalid", ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "time": {"from": "2020-13-01", "to": "2021-01-31"}}
422  {"errors": [{"pointer": "/time/from", "detail": "must be a date, YYYY-MM-DD"}], ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "sql": "DROP TABLE events"}
422  {"errors": [{"pointer": "/sql", "detail": "is unknown"}], ...}

# Values go in as parameters: this is a country, if an odd one.
POST /api/query  {"version": 1, "metrics": ["sessions"], "time": {"all": true},
  "filter": {"field": "country", "op": "eq", "value": "'; DROP TABLE events; --"}}
200  {"rows": [...], ...}

# Funnels, retentions and paths have columns of their own, behind the dimensions.
POST /api/query  {"version": 1, "metrics": [], "time": {"from": "2020-11-01", "to": "2021-01-31"}, "dimensions": [{"name": "device_category"}],
  "funnel": {"scope": "user", "steps": [{"filter": {"field": "event_name", "op": "eq", "value": "page_view"}},
    {"label": "Seen", "filter": {"field": "event_name", "op": "eq", "value": "view_item"}}]}}
200  {"columns": [{"name": "device_category", ...}, {"name": "step", "type": "integer", ...}, {"name": "label", "type": "text", ...},
    {"name": "count", "type": "integer", ...}, {"name": "rate_from_first", "type": "number", "format": "percent", ...},
    {"name": "rate_from_previous", ...}],
  "rows": [["*", 1, "event is page_view", ">0", 1, null], ["*", 2, "Seen", ...], ...], ...}

POST /api/query  {"version": 1, "metrics": [], "time": {"from": "2020-11-01", "to": "2021-01-31"},
  "retention": {"cohort": {"field": "event_name", "op": "eq", "value": "first_visit"}, "grain": "week", "periods": 2}}
200  {"columns": [{"name": "cohort", "type": "date", ...}, {"name": "period", ...}, {"name": "users", ...}, {"name": "rate", ...}],
  "rows": [["*", 0, ">0", 1], ["*", 1, ...], ...], ...}

POST /api/query  {"version": 1, "metrics": [], "time": {"all": true}, "path": {"field": "page_path", "steps": 2}}
200  {"columns": [{"name": "step", ...}, {"name": "source", ...}, {"name": "target", ...}, {"name": "count", ...}],
  "rows": [[1, "*", "*", ">0"], ...], ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "time": {"all": true}, "path": {"field": "page_path", "steps": 11}}
422  {"errors": [{"pointer": "/path/steps", "detail": "*1 to 10*"}], ...}

POST /api/explain  {"version": 1, "metrics": ["sessions"], "time": {"from": "2020-11-01", "to": "2021-01-31"}}
200  {"reading": "*", "plan_hash": "*", "canonical": {...}, "query": "*", "select": "*", "sql": "*", "googlesql": "*", "estimate": {"bytes": ">0", "cost_usd": 0, "is_exact": false}}

POST /api/explain  {"version": 1, "metrics": ["sesions"], "time": {"all": true}}
422  {"errors": [{"pointer": "/metrics/0", ...}], ...}

# With a reader of events the answer is the last one.
POST /api/query  {"version": 1, "metrics": ["sessions"], "time": {"all": true}}
> Accept: text/event-stream
200  ~ event: result
< Content-Type: text/event-stream
< Cache-Control: no-store
< X-Accel-Buffering: no

POST /api/query  {"version": 1, "metrics": ["sesions"], "time": {"all": true}}
> Accept: text/event-stream
200  ~ event: error

# What was never loaded is refused with advice: 0 would be a wrong answer.
POST /api/query  {"version": 1, "metrics": ["sessions", "roas"], "time": {"all": true}}
422  {"errors": [{"pointer": "/metrics/1", "detail": "*truffle load campaign-days*"}], ...}

POST /api/query  {"version": 1, "metrics": ["sessions"], "time": {"all": true},
  "having": {"metric": "gross_margin", "op": "gt", "value": 0.5}}
422  {"errors": [{"pointer": "/having/metric", "detail": "*truffle load item-costs*"}], ...}
