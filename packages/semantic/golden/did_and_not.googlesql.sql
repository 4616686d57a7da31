WITH did_1 AS ( -- did view_item
    SELECT
        events.user_key
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.event_name = @event
      AND NOT events.is_repeat
      AND events.event_date BETWEEN @from AND @to
    GROUP BY 1
),
did_2 AS ( -- did purchase
    SELECT
        events.user_key
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.event_name = @event_4
      AND NOT events.is_repeat
      AND events.event_date BETWEEN @from AND @to
    GROUP BY 1
),
by_sessions AS (
    SELECT
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND sessions.user_key IN (SELECT did_1.user_key FROM did_1)
      AND (sessions.user_key IN (SELECT did_2.user_key FROM did_2)) IS NOT TRUE
)
SELECT
    coalesce(active_users, 0) AS active_users -- Active users
FROM by_sessions
