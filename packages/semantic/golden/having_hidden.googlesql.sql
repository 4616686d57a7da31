WITH by_sessions AS (
    SELECT
        sessions.country,
        count(DISTINCT CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
answer AS (
    SELECT
        country, -- Country
        coalesce(purchase_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS conversion_rate, -- Conversion rate
        coalesce(sessions, 0) AS sessions -- Sessions
    FROM by_sessions
),
figures AS (
    SELECT
        answer.country,
        answer.conversion_rate,
        answer.sessions
    FROM answer
)
SELECT
    country,
    conversion_rate
FROM figures
WHERE sessions >= @having
ORDER BY conversion_rate ASC NULLS LAST, country ASC NULLS LAST
LIMIT @limit
