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

POST /api/explain  {"version": 1, "metrics": ["sessions"], "time": {"from": "2020-11-01", "to": "2021-01-31"}}
200  {"reading": "*", "plan_hash": "*", "canonical": {...}, "query": "*", "select": "*", "sql": "*"}

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
