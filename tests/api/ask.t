# A question in words: a plan with its answer, a question back, or a refusal.
with events
POST /api/ask  {"question": "sessions by device", "today": "2021-02-01"}
401  {"code": "unauthenticated", ...}

as marketer
POST /api/ask  {"question": "How many sessions by device from 1 November 2020 to 31 January 2021?"}
200  {"kind": "plan", "reading": "*", "confidence": ">0",
  "plan": {"metrics": ["sessions"], "dimensions": [{"name": "device_category"}], "time": {"from": "2020-11-01", "to": "2021-01-31"}, ...},
  "answer": {"columns": [{"name": "device_category", ...}, {"name": "sessions", ...}], "rows": [["*", ">0"], ...], ...}, ...}

# What would read more than the caller wants to be asked about first isn't run, and isn't kept.
POST /api/ask  {"question": "sessions by country from 1 November 2020 to 31 January 2021", "confirm_above_bytes": 1, "conversation": "dear"}
200  {"kind": "plan", "reading": "*", "confidence": ">0", "plan": {"metrics": ["sessions"], ...},
  "estimate": {"bytes": ">1", "is_exact": false, "cost_usd": 0}}

GET /api/conversations/dear
404  {"code": "not_found", ...}

POST /api/ask  {"question": "sessions by country from 1 November 2020 to 31 January 2021", "confirm_above_bytes": 9007199254740992, "conversation": "dear"}
200  {"kind": "plan", "reading": "*", "confidence": ">0", "plan": {...}, "answer": {"rows": [["*", ">0"], ...], ...},
  "conversation": {"name": "dear", "turns": 1, ...}}

# Nothing is read for an answer that is there already.
POST /api/ask  {"question": "sessions by country from 1 November 2020 to 31 January 2021", "confirm_above_bytes": 1}
200  {"kind": "plan", "reading": "*", "confidence": ">0", "plan": {...}, "answer": {"cached": true, ...}}

POST /api/ask  {"question": "sessions", "confirm_above_bytes": -1}
422  {"errors": [{"pointer": "/confirm_above_bytes", ...}], ...}

POST /api/ask  {"question": "revenue last month", "today": "2021-02-01", "plan_only": true}
200  {"kind": "plan", "plan": {"metrics": ["purchase_revenue"], ...}, ...}

POST /api/ask  {"question": "conversions last month", "today": "2021-02-01"}
200  {"kind": "clarify", "about": "metric", "term": "conversions", "question": "*",
  "options": [{"label": "*", "plan": {...}, ...}, {"label": "*", "plan": {...}, ...}], ...}

POST /api/ask  {"question": "why did revenue drop"}
200  {"kind": "refuse", "reason": "cause", "message": "*", ...}

POST /api/ask  {"question": "sessions by wizardry last week"}
200  {"kind": "refuse", "reason": "not_in_model", ...}

# A misspelt word is told.
POST /api/ask  {"question": "sesions by device last month", "today": "2021-02-01", "plan_only": true}
200  {"kind": "plan", "reading": "*", "confidence": ">0", "plan": {"metrics": ["sessions"], ...},
  "corrected": [{"term": "sesions", "read_as": "sessions"}]}

POST /api/ask  {"question": ""}
422  {"errors": [{"pointer": "/question", ...}], ...}

POST /api/ask  {"question": "sessions", "today": "2021-13-01"}
422  {"errors": [{"pointer": "/today", ...}], ...}
