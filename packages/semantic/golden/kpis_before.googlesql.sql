WITH by_sessions AS (
    SELECT
        count(DISTINCT sessions.session_key) AS sessions,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users,
        sum(sessions.purchase_revenue) AS purchase_revenue,
        CAST(sum(sessions.transactions) AS INT64) AS transactions,
        count(DISTINCT CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
),
by_sessions_before AS (
    SELECT
        count(DISTINCT sessions.session_key) AS sessions,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users,
        sum(sessions.purchase_revenue) AS purchase_revenue,
        CAST(sum(sessions.transactions) AS INT64) AS transactions,
        count(DISTINCT CASE WHEN sessions.purchases > 0 THEN sessions.session_key END) AS purchase_sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @before_from AND @before_to
),
stacked AS (
    SELECT
        sessions,
        NULL AS sessions_before,
        active_users,
        NULL AS active_users_before,
        purchase_revenue,
        NULL AS purchase_revenue_before,
        transactions,
        NULL AS transactions_before,
        purchase_sessions,
        NULL AS purchase_sessions_before
    FROM by_sessions
    UNION ALL
    SELECT
        NULL AS sessions,
        sessions AS sessions_before,
        NULL AS active_users,
        active_users AS active_users_before,
        NULL AS purchase_revenue,
        purchase_revenue AS purchase_revenue_before,
        NULL AS transactions,
        transactions AS transactions_before,
        NULL AS purchase_sessions,
        purchase_sessions AS purchase_sessions_before
    FROM by_sessions_before
),
combined AS (
    SELECT
        max(sessions) AS sessions,
        max(sessions_before) AS sessions_before,
        max(active_users) AS active_users,
        max(active_users_before) AS active_users_before,
        max(purchase_revenue) AS purchase_revenue,
        max(purchase_revenue_before) AS purchase_revenue_before,
        max(transactions) AS transactions,
        max(transactions_before) AS transactions_before,
        max(purchase_sessions) AS purchase_sessions,
        max(purchase_sessions_before) AS purchase_sessions_before
    FROM stacked
),
answer AS (
    SELECT
        coalesce(sessions, 0) AS sessions, -- Sessions
        coalesce(sessions_before, 0) AS sessions_before,
        coalesce(active_users, 0) AS active_users, -- Active users
        coalesce(active_users_before, 0) AS active_users_before,
        coalesce(purchase_revenue, 0) AS purchase_revenue, -- Revenue
        coalesce(purchase_revenue_before, 0) AS purchase_revenue_before,
        coalesce(transactions, 0) AS transactions, -- Transactions
        coalesce(transactions_before, 0) AS transactions_before,
        coalesce(purchase_sessions, 0) / nullif(coalesce(sessions, 0), 0) AS conversion_rate, -- Conversion rate
        coalesce(purchase_sessions_before, 0) / nullif(coalesce(sessions_before, 0), 0) AS conversion_rate_before,
        coalesce(purchase_revenue, 0) / nullif(coalesce(transactions, 0), 0) AS average_order_value, -- Average order value
        coalesce(purchase_revenue_before, 0) / nullif(coalesce(transactions_before, 0), 0) AS average_order_value_before
    FROM combined
)
SELECT
    answer.sessions,
    answer.sessions_before,
    answer.sessions - answer.sessions_before AS sessions_change,
    100 * (answer.sessions - answer.sessions_before) / nullif(abs(answer.sessions_before), 0) AS sessions_change_pct,
    answer.active_users,
    answer.active_users_before,
    answer.active_users - answer.active_users_before AS active_users_change,
    100 * (answer.active_users - answer.active_users_before) / nullif(abs(answer.active_users_before), 0) AS active_users_change_pct,
    answer.purchase_revenue,
    answer.purchase_revenue_before,
    answer.purchase_revenue - answer.purchase_revenue_before AS purchase_revenue_change,
    100 * (answer.purchase_revenue - answer.purchase_revenue_before) / nullif(abs(answer.purchase_revenue_before), 0) AS purchase_revenue_change_pct,
    answer.transactions,
    answer.transactions_before,
    answer.transactions - answer.transactions_before AS transactions_change,
    100 * (answer.transactions - answer.transactions_before) / nullif(abs(answer.transactions_before), 0) AS transactions_change_pct,
    answer.conversion_rate,
    answer.conversion_rate_before,
    answer.conversion_rate - answer.conversion_rate_before AS conversion_rate_change,
    100 * (answer.conversion_rate - answer.conversion_rate_before) / nullif(abs(answer.conversion_rate_before), 0) AS conversion_rate_change_pct,
    answer.average_order_value,
    answer.average_order_value_before,
    answer.average_order_value - answer.average_order_value_before AS average_order_value_change,
    100 * (answer.average_order_value - answer.average_order_value_before) / nullif(abs(answer.average_order_value_before), 0) AS average_order_value_change_pct
FROM answer
