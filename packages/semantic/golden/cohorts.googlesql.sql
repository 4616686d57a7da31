WITH by_sessions AS (
    SELECT
        DATE_TRUNC(sessions.first_visit_date, WEEK(MONDAY)) AS cohort_week,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    cohort_week, -- First visit, week
    coalesce(active_users, 0) AS active_users -- Active users
FROM by_sessions
ORDER BY active_users DESC NULLS LAST, cohort_week ASC NULLS LAST
LIMIT @limit
