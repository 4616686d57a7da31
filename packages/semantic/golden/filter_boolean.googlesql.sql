WITH by_sessions AS (
    SELECT
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND CASE WHEN sessions.user_key IS NOT NULL THEN sessions.purchases > 0 END = @is_purchase_session
)
SELECT
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_sessions
