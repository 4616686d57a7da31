WITH by_events AS (
    SELECT
        events.page_path,
        count(DISTINCT sessions.session_key) AS sessions,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    page_path, -- Page
    coalesce(sessions, 0) AS sessions, -- Sessions
    coalesce(active_users, 0) AS active_users -- Active users
FROM by_events
ORDER BY sessions DESC NULLS LAST, page_path ASC NULLS LAST
LIMIT @limit
