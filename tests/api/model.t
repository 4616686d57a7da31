# The semantic model and the values of its dimensions.
with events
as nobody
GET /api/model
401  {"code": "unauthenticated", ...}

as marketer
GET /api/model
200  {"metrics": [{...}, ...], "dimensions": [{...}, ...], "events": ["page_view", ...], "time_zone": "UTC",
  "week_start": "*", "first_day": "2020-11-01", "last_day": "2021-01-31", "confirm_above_bytes": 10000000000}

GET /api/model/values?field=device_category
200  {"items": [{"value": "desktop", "count": ">0"}, {...}, ...]}

GET /api/model/values?field=country&q=ind&limit=1
200  {"items": [{"value": "India", "count": ">0"}]}

GET /api/model/values?field=weather
422  {"errors": [{"pointer": "/field", "detail": "*"}], ...}

GET /api/model/values
422  {"errors": [{"pointer": "/field", "detail": "is required"}], ...}

GET /api/model/values?field=Country
422  {"errors": [{"pointer": "/field", "detail": "must be a name of the model: a-z, 0-9 and _"}], ...}
