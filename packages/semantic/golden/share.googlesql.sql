WITH by_sessions AS (
    SELECT
        sessions.channel_group,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
answer AS (
    SELECT
        channel_group, -- Channel group
        coalesce(purchase_revenue, 0) AS purchase_revenue -- Revenue
    FROM by_sessions
),
whole_1_by_sessions AS (
    SELECT
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
),
whole_1 AS ( -- what the share is of
    SELECT
        coalesce(purchase_revenue, 0) AS purchase_revenue
    FROM whole_1_by_sessions
)
SELECT
    answer.channel_group,
    answer.purchase_revenue,
    answer.purchase_revenue / nullif(whole_1.purchase_revenue, 0) AS purchase_revenue_share
FROM answer
CROSS JOIN whole_1
ORDER BY purchase_revenue DESC NULLS LAST, channel_group ASC NULLS LAST
LIMIT @limit
