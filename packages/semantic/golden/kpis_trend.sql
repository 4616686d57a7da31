WITH by_sessions AS (
    SELECT
        sessions.session_date AS date,
        count(sessions.session_key) AS sessions,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN $from AND $to
    GROUP BY 1
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        sessions,
        active_users,
        purchase_revenue
    FROM by_sessions
    UNION ALL
    SELECT
        points.date,
        NULL AS sessions,
        NULL AS active_users,
        NULL AS purchase_revenue
    FROM (SELECT CAST(unnest(generate_series($first_point, $last_point, INTERVAL 1 DAY)) AS DATE) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(sessions) AS sessions,
        max(active_users) AS active_users,
        max(purchase_revenue) AS purchase_revenue
    FROM filled
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(sessions, 0) AS sessions, -- Sessions
    coalesce(active_users, 0) AS active_users, -- Active users
    coalesce(purchase_revenue, 0) AS purchase_revenue -- Revenue
FROM combined
ORDER BY date ASC NULLS LAST, sessions DESC NULLS LAST
LIMIT $limit
