WITH by_sessions AS (
    SELECT
        sessions.device_category,
        count(DISTINCT CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_sessions_before AS (
    SELECT
        sessions.device_category,
        count(DISTINCT CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @before_from AND @before_to
    GROUP BY 1
),
stacked AS (
    SELECT
        device_category,
        purchase_sessions,
        NULL AS purchase_sessions_before,
        sessions,
        NULL AS sessions_before
    FROM by_sessions
    UNION ALL
    SELECT
        device_category,
        NULL AS purchase_sessions,
        purchase_sessions AS purchase_sessions_before,
        NULL AS sessions,
        sessions AS sessions_before
    FROM by_sessions_before
),
combined AS (
    SELECT
        device_category,
        max(purchase_sessions) AS purchase_sessions,
        max(purchase_sessions_before) AS purchase_sessions_before,
        max(sessions) AS sessions,
        max(sessions_before) AS sessions_before
    FROM stacked
    GROUP BY 1
),
answer AS (
    SELECT
        device_category, -- Device
        coalesce(purchase_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS conversion_rate, -- Conversion rate
        coalesce(purchase_sessions_before, 0) / nullif(coalesce(sessions_before, 0), 0) AS conversion_rate_before
    FROM combined
)
SELECT
    answer.device_category,
    answer.conversion_rate,
    answer.conversion_rate_before,
    answer.conversion_rate - answer.conversion_rate_before AS conversion_rate_change,
    100 * (answer.conversion_rate - answer.conversion_rate_before) / nullif(abs(answer.conversion_rate_before), 0) AS conversion_rate_change_pct
FROM answer
ORDER BY conversion_rate DESC NULLS LAST, device_category ASC NULLS LAST
LIMIT @limit
