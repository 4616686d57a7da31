# SQL by people: one SELECT over the public tables, in a process of its own.
with events
as marketer
POST /api/sql  {"sql": "SELECT device_category, count(*) AS n FROM sessions GROUP BY ALL ORDER BY n DESC LIMIT 2 -- done"}
200  {"source": "sql", "was_run": true, "tables": ["sessions"], "estimate": {"rows": ">0", "bytes": ">0", "is_exact": false, "cost_usd": 0, "of": "*"},
  "columns": [{"name": "device_category", "type": "text"}, {"name": "n", "type": "integer"}], "rows": [["desktop", ">0"], ["mobile", ">0"]],
  "n_rows": 2, "truncated": false, "data_until": "*", ...}

POST /api/sql  {"sql": "SELECT * FROM events", "check": true}
200  {"was_run": false, "rows": [], "columns": [], "tables": ["events"], "estimate": {"rows": 460, ...}, ...}

POST /api/sql  {"sql": "SELECT range FROM range(20000)"}
200  {"n_rows": 10000, "truncated": true, ...}

POST /api/sql  {"sql": "SELECT 1,\n  (SELECT max(email) FROM identifiers)"}
422  {"code": "invalid", "next_step": "*", "errors": [{"pointer": "/sql", "detail": "*identifiers*line 2, column 27*"}], ...}

POST /api/sql  {"sql": "SELECT 1; SELECT 2"}
422  {"errors": [{"pointer": "/sql", "detail": "only one statement may be sent"}], ...}

POST /api/sql  {"sql": "DELETE FROM events"}
422  {"errors": [{"pointer": "/sql", "detail": "only a SELECT may be sent"}], ...}

POST /api/sql  {"sql": "SELECT current_setting('threads')"}
422  {"errors": [{"pointer": "/sql", "detail": "*current_setting*"}], ...}

POST /api/sql  {"sql": "SELECT * FROM \"2020-11\".main.user_months"}
422  {"errors": [{"pointer": "/sql", "detail": "*user_months*"}], ...}

POST /api/sql  {"sql": "SELECT state FROM consents"}
422  {"errors": [{"pointer": "/sql", "detail": "*consents*"}], ...}

POST /api/sql  {"sql": "SELECT no_such_column FROM events"}
422  {"code": "invalid", ...}

POST /api/sql  {"sql": ""}
422  {"errors": [{"pointer": "/sql", ...}], ...}

POST /api/sql  {"sql": "SELECT 1", "role": "admin"}
422  {"errors": [{"pointer": "/role", ...}], ...}

GET /api/sql/tables
200  {"dialect": "duckdb", "items": [{"name": "customer_users", ...}, {"name": "customers", ...}, {"name": "events", "columns": [{"name": "event_date", "type": "DATE"}, ...]}, {...}, {...}, {...}, {...}, {...}]}

# By the seed's names.
POST /api/mcp/bigquery/query  {"sql": "SELECT count(*) AS n FROM events"}
200  {"source": "sql", "was_run": true, "columns": [{"name": "n", "type": "integer"}], "rows": [[">0"]], ...}

POST /api/mcp/bigquery/query  {"sql": "DROP TABLE events"}
422  {"errors": [{"pointer": "/sql", ...}], ...}

GET /api/mcp/bigquery/tables
200  {"dialect": "duckdb", "items": [{"name": "customer_users", ...}, {...}, {...}, {...}, {...}, {...}, {...}, {...}]}

GET /api/mcp/bigquery/schema/events
200  {"name": "events", "columns": [{"name": "event_date", "type": "DATE"}, ...]}

GET /api/mcp/bigquery/schema/identifiers
404  {"code": "not_found", ...}

# Each statement, refused ones too, is a row of the audit log that holds its hash and its length.
as auditor
GET /api/audit?what=sql_run&limit=1
200  {"items": [{"action": "sql_run", "summary": "*", ...}], ...}
