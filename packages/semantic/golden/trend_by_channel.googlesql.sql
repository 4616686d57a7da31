WITH by_sessions AS (
    SELECT
        sessions.channel_group,
        sessions.session_date AS date,
        count(sessions.session_key) AS sessions,
        count(CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1, 2
),
filled AS ( -- every point of the range has a row
    SELECT
        channel_group,
        date,
        sessions,
        purchase_sessions
    FROM by_sessions
    UNION ALL
    SELECT
        seen.channel_group,
        points.date,
        NULL AS sessions,
        NULL AS purchase_sessions
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 DAY))) AS date) AS points
    CROSS JOIN (
        SELECT DISTINCT
            channel_group
        FROM by_sessions
    ) AS seen
),
combined AS (
    SELECT
        channel_group,
        date,
        max(sessions) AS sessions,
        max(purchase_sessions) AS purchase_sessions
    FROM filled
    GROUP BY 1, 2
)
SELECT
    channel_group, -- Channel group
    date, -- Date
    coalesce(sessions, 0) AS sessions, -- Sessions
    coalesce(purchase_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS conversion_rate -- Conversion rate
FROM combined
ORDER BY date ASC NULLS LAST, sessions DESC NULLS LAST, channel_group ASC NULLS LAST
LIMIT @limit
