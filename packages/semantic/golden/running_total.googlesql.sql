WITH by_sessions AS (
    SELECT
        sessions.session_date AS date,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        purchase_revenue
    FROM by_sessions
    UNION ALL
    SELECT
        points.date,
        NULL AS purchase_revenue
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 DAY))) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(purchase_revenue) AS purchase_revenue
    FROM filled
    GROUP BY 1
),
answer AS (
    SELECT
        date, -- Date
        coalesce(purchase_revenue, 0) AS purchase_revenue -- Revenue
    FROM combined
)
SELECT
    answer.date,
    answer.purchase_revenue,
    sum(answer.purchase_revenue) OVER (ORDER BY answer.date ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS purchase_revenue_running_total,
    avg(answer.purchase_revenue) OVER (ORDER BY answer.date ASC NULLS LAST ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS purchase_revenue_moving_average
FROM answer
ORDER BY date ASC NULLS LAST, purchase_revenue DESC NULLS LAST
LIMIT @limit
