WITH did_1 AS ( -- did sign_up
    SELECT
        events.user_key
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.event_name = $event
      AND NOT events.is_repeat
    GROUP BY 1
),
by_sessions AS (
    SELECT
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN $from AND $to
      AND sessions.user_key IN (SELECT did_1.user_key FROM did_1)
),
by_sessions_before AS (
    SELECT
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN $before_from AND $before_to
      AND sessions.user_key IN (SELECT did_1.user_key FROM did_1)
),
stacked AS (
    SELECT
        purchase_revenue,
        NULL AS purchase_revenue_before
    FROM by_sessions
    UNION ALL
    SELECT
        NULL AS purchase_revenue,
        purchase_revenue AS purchase_revenue_before
    FROM by_sessions_before
),
combined AS (
    SELECT
        max(purchase_revenue) AS purchase_revenue,
        max(purchase_revenue_before) AS purchase_revenue_before
    FROM stacked
),
answer AS (
    SELECT
        coalesce(purchase_revenue, 0) AS purchase_revenue, -- Revenue
        coalesce(purchase_revenue_before, 0) AS purchase_revenue_before
    FROM combined
)
SELECT
    answer.purchase_revenue,
    answer.purchase_revenue_before,
    answer.purchase_revenue - answer.purchase_revenue_before AS purchase_revenue_change,
    100 * (answer.purchase_revenue - answer.purchase_revenue_before) / nullif(abs(answer.purchase_revenue_before), 0) AS purchase_revenue_change_pct
FROM answer
