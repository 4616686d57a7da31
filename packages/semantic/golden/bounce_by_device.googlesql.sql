WITH by_sessions AS (
    SELECT
        sessions.device_category,
        count(DISTINCT CASE WHEN sessions.is_engaged THEN sessions.session_key END) AS engaged_sessions,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    device_category, -- Device
    1 - coalesce(engaged_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS bounce_rate, -- Bounce rate
    coalesce(engaged_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS engagement_rate -- Engagement rate
FROM by_sessions
ORDER BY bounce_rate DESC NULLS LAST, device_category ASC NULLS LAST
LIMIT @limit
