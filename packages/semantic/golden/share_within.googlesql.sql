WITH by_sessions AS (
    SELECT
        sessions.country,
        sessions.device_category,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1, 2
),
answer AS (
    SELECT
        country, -- Country
        device_category, -- Device
        coalesce(active_users, 0) AS active_users -- Active users
    FROM by_sessions
),
whole_1_by_sessions AS (
    SELECT
        sessions.country,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
whole_1 AS ( -- what the share is of
    SELECT
        country,
        coalesce(active_users, 0) AS active_users
    FROM whole_1_by_sessions
),
figures AS (
    SELECT
        answer.country,
        answer.device_category,
        answer.active_users,
        answer.active_users / nullif(whole_1.active_users, 0) AS active_users_share
    FROM answer
    LEFT JOIN whole_1
        ON whole_1.country IS NOT DISTINCT FROM answer.country
)
SELECT
    country,
    device_category,
    active_users,
    active_users_share
FROM figures
WHERE active_users_share > @having
ORDER BY active_users DESC NULLS LAST, country ASC NULLS LAST, device_category ASC NULLS LAST
LIMIT @limit
