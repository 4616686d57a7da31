WITH by_sessions AS (
    SELECT
        sessions.country,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_sessions_before AS (
    SELECT
        sessions.country,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @before_from AND @before_to
    GROUP BY 1
),
stacked AS (
    SELECT
        country,
        active_users,
        NULL AS active_users_before
    FROM by_sessions
    UNION ALL
    SELECT
        country,
        NULL AS active_users,
        active_users AS active_users_before
    FROM by_sessions_before
),
combined AS (
    SELECT
        country,
        max(active_users) AS active_users,
        max(active_users_before) AS active_users_before
    FROM stacked
    GROUP BY 1
),
answer AS (
    SELECT
        country, -- Country
        coalesce(active_users, 0) AS active_users, -- Active users
        coalesce(active_users_before, 0) AS active_users_before
    FROM combined
),
figures AS (
    SELECT
        answer.country,
        answer.active_users,
        answer.active_users_before,
        answer.active_users - answer.active_users_before AS active_users_change,
        100 * (answer.active_users - answer.active_users_before) / nullif(abs(answer.active_users_before), 0) AS active_users_change_pct
    FROM answer
)
SELECT
    country,
    active_users,
    active_users_before,
    active_users_change,
    active_users_change_pct
FROM figures
WHERE active_users_change_pct < @having
ORDER BY active_users DESC NULLS LAST, country ASC NULLS LAST
LIMIT @limit
