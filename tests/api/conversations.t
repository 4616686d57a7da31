# Questions in a row: a follow-up changes the plan before it; another's conversation isn't there until it is shared.
with events
as marketer
POST /api/ask  {"question": "sessions by device from 1 November 2020 to 31 January 2021", "conversation": "new"}
200  {"kind": "plan", "conversation": {"id": "*=talk", "title": "sessions by device from 1 November 2020 to 31 January 2021",
  "turns": 1, "is_mine": true, "pinned": false, "shared": false, "owner_name": "marketer", ...},
  "answer": {"sentence": "Highest sessions: *", ...}, ...}

POST /api/ask  {"question": "by country instead", "conversation": "{talk}"}
200  {"kind": "plan", "plan": {"metrics": ["sessions"], "dimensions": [{"name": "country"}],
  "time": {"from": "2020-11-01", "to": "2021-01-31"}, ...}, "conversation": {"turns": 2, ...}, ...}

# A refusal leaves what was said before.
POST /api/ask  {"question": "why did it drop", "conversation": "{talk}"}
200  {"kind": "refuse", "reason": "cause", "conversation": {"turns": 3, ...}, ...}

POST /api/ask  {"question": "only desktop", "conversation": "{talk}"}
200  {"kind": "plan", "plan": {"dimensions": [{"name": "country"}],
  "filter": {"field": "device_category", "op": "eq", "value": "desktop"}, ...}, ...}

# A question back: what isn't its answer goes on from the last plan; an answer picks an option.
POST /api/ask  {"question": "conversions from 1 November 2020 to 31 January 2021", "conversation": "{talk}"}
200  {"kind": "clarify", "options": [{"label": "*", ...}, {"label": "Key events", ...}], "conversation": {"turns": 5, ...}, ...}

POST /api/ask  {"question": "by browser", "conversation": "{talk}", "plan_only": true}
200  {"kind": "plan", "plan": {"metrics": ["sessions"], ...}, ...}

POST /api/ask  {"question": "key events", "conversation": "{talk}", "replaces": 6, "plan_only": true}
200  {"kind": "plan", "plan": {"metrics": ["key_events"], ...}, "conversation": {"turns": 7, ...}, ...}

# A plan changed by hand, in the place of the last turn.
POST /api/ask  {"plan": {"version": 1, "metrics": ["active_users"], "time": {"all": true}}, "conversation": "{talk}", "replaces": 7}
200  {"kind": "plan", "confidence": 1, "reading": "Active users, all time", "answer": {"rows": [[">0"]],
  "sentence": "Active users *", ...}, "conversation": {"turns": 8, ...}, ...}

GET /api/conversations/{talk}
200  {"id": "{talk}", "turns": 8, "history": [
  {"number": 1, "replaces": null, "kind": "plan", "question": "sessions by device from 1 November 2020 to 31 January 2021",
   "envelope": {"kind": "plan", "reading": "*", ...}, ...},
  {"number": 2, ...}, {"number": 3, "kind": "refuse", ...}, {"number": 4, ...}, {"number": 5, "kind": "clarify", ...},
  {"number": 6, ...}, {"number": 7, "replaces": 6, ...},
  {"number": 8, "replaces": 7, "question": null, "envelope": {"plan": {"metrics": ["active_users"], ...}, ...}, ...}], ...}

# Under a name of one's own.
POST /api/ask  {"question": "revenue from 1 November 2020 to 31 January 2021", "conversation": "weekly", "plan_only": true}
200  {"kind": "plan", "conversation": {"id": "*=named", "name": "weekly", "turns": 1, ...}, ...}

POST /api/ask  {"question": "by country", "conversation": "weekly", "plan_only": true}
200  {"plan": {"metrics": ["purchase_revenue"], "dimensions": [{"name": "country"}], ...}, "conversation": {"id": "{named}", "turns": 2, ...}, ...}

# Either words or a plan; what doesn't exist.
POST /api/ask  {}
422  {"errors": [{"pointer": "/question", ...}], ...}

POST /api/ask  {"question": "sessions", "plan": {"version": 1, "metrics": ["sessions"], "time": {"all": true}}}
422  {"errors": [{"pointer": "/question", ...}], ...}

POST /api/ask  {"plan": {"version": 1, "metrics": ["sesions"], "time": {"all": true}}}
422  {"errors": [{"pointer": "/plan/metrics/0", "detail": "*sessions*"}], ...}

POST /api/ask  {"question": "sessions", "replaces": 1}
422  {"errors": [{"pointer": "/replaces", ...}], ...}

POST /api/ask  {"question": "sessions", "conversation": "{talk}", "replaces": 99}
422  {"errors": [{"pointer": "/replaces", "detail": "there is no turn 99"}], ...}

POST /api/ask  {"question": "sessions", "conversation": "cnv_0"}
404  {"code": "not_found", ...}

# Lists: pinned first, then by the last turn; pages meet.
GET /api/conversations
200  {"items": [{"id": "{named}", "history": null, ...}, {"id": "{talk}", ...}], "next_cursor": null}

PATCH /api/conversations/{talk}  {"title": "Devices", "pinned": true}
200  {"title": "Devices", "pinned": true, "shared": false, "turns": 8, ...}

GET /api/conversations?limit=1
200  {"items": [{"id": "{talk}", "title": "Devices", ...}], "next_cursor": "*=cursor"}

GET /api/conversations?limit=1&cursor={cursor}
200  {"items": [{"id": "{named}", ...}], "next_cursor": null}

GET /api/conversations?q=devi
200  {"items": [{"id": "{talk}", ...}], "next_cursor": null}

PATCH /api/conversations/{talk}  {"pinned": "yes"}
422  {"errors": [{"pointer": "/pinned", "detail": "must be true or false"}], ...}

# Another's isn't there; a shared one is to read.
as colleague
GET /api/conversations
200  {"items": [], "next_cursor": null}

GET /api/conversations/{talk}
404  {"code": "not_found", ...}

POST /api/ask  {"question": "by country", "conversation": "{talk}"}
404  {"code": "not_found", ...}

DELETE /api/conversations/{talk}
404  {"code": "not_found", ...}

as marketer
PATCH /api/conversations/{talk}  {"shared": true}
200  {"shared": true, ...}

as colleague
GET /api/conversations
200  {"items": [{"id": "{talk}", "is_mine": false, "owner_name": "marketer", ...}], "next_cursor": null}

GET /api/conversations/{talk}
200  {"is_mine": false, "turns": 8, ...}

POST /api/ask  {"question": "by country", "conversation": "{talk}"}
403  {"code": "forbidden", ...}

PATCH /api/conversations/{talk}  {"title": "Mine"}
403  {"code": "forbidden", ...}

DELETE /api/conversations/{talk}
403  {"code": "forbidden", ...}

# The same name is another person's own conversation.
POST /api/ask  {"question": "by country", "conversation": "weekly", "plan_only": true}
200  {"conversation": {"turns": 1, "is_mine": true, ...}, ...}

as marketer
DELETE /api/conversations/{talk}
204

GET /api/conversations/{talk}
404  {"code": "not_found", ...}

# Steps, to a reader of events.
POST /api/ask  {"question": "sessions by device from 1 December 2020 to 31 January 2021"}
> Accept: text/event-stream
200  ~ event: reading

POST /api/ask  {"question": "sessions by country from 1 December 2020 to 31 January 2021"}
> Accept: text/event-stream
200  ~ event: sql

POST /api/ask  {"question": "sessions by browser from 1 December 2020 to 31 January 2021"}
> Accept: text/event-stream
200  ~ event: rows

POST /api/ask  {"question": "sessions by browser from 1 December 2020 to 31 January 2021"}
> Accept: text/event-stream
200  ~ event: result
