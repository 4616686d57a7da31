WITH by_sessions AS (
    SELECT
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
)
SELECT
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_sessions
