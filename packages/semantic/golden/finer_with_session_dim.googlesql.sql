WITH by_events AS (
    SELECT
        events.page_path,
        sessions.channel_group,
        count(CASE WHEN events.event_name IN ('page_view', 'screen_view') THEN 1 END) AS views
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.event_date BETWEEN @from AND @to
    GROUP BY 1, 2
)
SELECT
    page_path, -- Page
    channel_group, -- Channel group
    coalesce(views, 0) AS views -- Views
FROM by_events
ORDER BY views DESC NULLS LAST, page_path ASC NULLS LAST, channel_group ASC NULLS LAST
LIMIT @limit
