# A question in words: a plan with its answer, a question back, or a refusal.
with events
POST /api/ask  {"question": "sessions by device", "today": "2021-02-01"}
401  {"code": "unauthenticated", ...}

as marketer
POST /api/ask  {"question": "How many sessions by device from 1 November 2020 to 31 January 2021?"}
200  {"kind": "plan", "reading": "*", "confidence": ">0",
  "plan": {"metrics": ["sessions"], "dimensions": [{"name": "device_category"}], "time": {"from": "2020-11-01", "to": "2021-01-31"}, ...},
  "answer": {"columns": [{"name": "device_category", ...}, {"name": "sessions", ...}], "rows": [["*", ">0"], ...], ...}, ...}

POST /api/ask  {"question": "revenue last month", "today": "2021-02-01", "plan_only": true}
200  {"kind": "plan", "plan": {"metrics": ["purchase_revenue"], ...}, ...}

POST /api/ask  {"question": "conversions last month", "today": "2021-02-01"}
200  {"kind": "clarify", "about": "metric", "term": "conversions", "question": "*",
  "options": [{"label": "*", "plan": {...}, ...}, {"label": "*", "plan": {...}, ...}], ...}

POST /api/ask  {"question": "why did revenue drop"}
200  {"kind": "refuse", "reason": "cause", "message": "*", ...}

POST /api/ask  {"question": "sessions by wizardry last week"}
200  {"kind": "refuse", "reason": "not_in_model", ...}

POST /api/ask  {"question": ""}
422  {"errors": [{"pointer": "/question", ...}], ...}

POST /api/ask  {"question": "sessions", "today": "2021-13-01"}
422  {"errors": [{"pointer": "/today", ...}], ...}
