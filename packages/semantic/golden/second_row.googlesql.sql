WITH by_sessions AS (
    SELECT
        sessions.channel_group,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    channel_group, -- Channel group
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_sessions
ORDER BY sessions DESC NULLS LAST, channel_group ASC NULLS LAST
LIMIT @limit OFFSET @offset
