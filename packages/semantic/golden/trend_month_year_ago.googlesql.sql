WITH by_sessions AS (
    SELECT
        DATE_TRUNC(sessions.session_date, MONTH) AS date,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_sessions_before AS (
    SELECT
        DATE_ADD(DATE_TRUNC(sessions.session_date, MONTH), INTERVAL 12 MONTH) AS date,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @before_from AND @before_to
    GROUP BY 1
),
stacked AS (
    SELECT
        date,
        purchase_revenue,
        NULL AS purchase_revenue_before
    FROM by_sessions
    UNION ALL
    SELECT
        date,
        NULL AS purchase_revenue,
        purchase_revenue AS purchase_revenue_before
    FROM by_sessions_before
    WHERE date <= @to
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        purchase_revenue,
        purchase_revenue_before
    FROM stacked
    UNION ALL
    SELECT
        points.date,
        NULL AS purchase_revenue,
        NULL AS purchase_revenue_before
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 MONTH))) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(purchase_revenue) AS purchase_revenue,
        max(purchase_revenue_before) AS purchase_revenue_before
    FROM filled
    GROUP BY 1
),
answer AS (
    SELECT
        date, -- Date
        coalesce(purchase_revenue, 0) AS purchase_revenue, -- Revenue
        coalesce(purchase_revenue_before, 0) AS purchase_revenue_before
    FROM combined
)
SELECT
    answer.date,
    answer.purchase_revenue,
    answer.purchase_revenue_before,
    answer.purchase_revenue - answer.purchase_revenue_before AS purchase_revenue_change,
    100 * (answer.purchase_revenue - answer.purchase_revenue_before) / nullif(abs(answer.purchase_revenue_before), 0) AS purchase_revenue_change_pct
FROM answer
ORDER BY date ASC NULLS LAST, purchase_revenue DESC NULLS LAST
LIMIT @limit
