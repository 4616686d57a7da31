WITH by_sessions AS (
    SELECT
        sessions.session_date AS date,
        count(sessions.session_key) AS sessions,
        count(CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_sessions_before AS (
    SELECT
        DATE_ADD(sessions.session_date, INTERVAL 30 DAY) AS date,
        count(sessions.session_key) AS sessions,
        count(CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @before_from AND @before_to
    GROUP BY 1
),
stacked AS (
    SELECT
        date,
        sessions,
        NULL AS sessions_before,
        purchase_sessions,
        NULL AS purchase_sessions_before
    FROM by_sessions
    UNION ALL
    SELECT
        date,
        NULL AS sessions,
        sessions AS sessions_before,
        NULL AS purchase_sessions,
        purchase_sessions AS purchase_sessions_before
    FROM by_sessions_before
    WHERE date <= @to
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        sessions,
        sessions_before,
        purchase_sessions,
        purchase_sessions_before
    FROM stacked
    UNION ALL
    SELECT
        points.date,
        NULL AS sessions,
        NULL AS sessions_before,
        NULL AS purchase_sessions,
        NULL AS purchase_sessions_before
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 DAY))) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(sessions) AS sessions,
        max(sessions_before) AS sessions_before,
        max(purchase_sessions) AS purchase_sessions,
        max(purchase_sessions_before) AS purchase_sessions_before
    FROM filled
    GROUP BY 1
),
answer AS (
    SELECT
        date, -- Date
        coalesce(sessions, 0) AS sessions, -- Sessions
        CASE WHEN date <= @last_compared THEN coalesce(sessions_before, 0) END AS sessions_before,
        coalesce(purchase_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS conversion_rate, -- Conversion rate
        CASE WHEN date <= @last_compared THEN coalesce(purchase_sessions_before, 0) / nullif(coalesce(sessions_before, 0), 0) END AS conversion_rate_before
    FROM combined
)
SELECT
    answer.date,
    answer.sessions,
    answer.sessions_before,
    answer.sessions - answer.sessions_before AS sessions_change,
    100 * (answer.sessions - answer.sessions_before) / nullif(abs(answer.sessions_before), 0) AS sessions_change_pct,
    answer.conversion_rate,
    answer.conversion_rate_before,
    answer.conversion_rate - answer.conversion_rate_before AS conversion_rate_change,
    100 * (answer.conversion_rate - answer.conversion_rate_before) / nullif(abs(answer.conversion_rate_before), 0) AS conversion_rate_change_pct
FROM answer
ORDER BY date ASC NULLS LAST, sessions DESC NULLS LAST
LIMIT @limit
