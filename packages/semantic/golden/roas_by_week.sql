WITH by_sessions AS (
    SELECT
        CAST(date_trunc('week', sessions.session_date) AS DATE) AS date,
        sum(CASE WHEN sessions.channel_group IN ('Paid Search', 'Paid Social', 'Paid Shopping', 'Paid Video', 'Paid Other', 'Display', 'Cross-network') THEN sessions.purchase_revenue END) AS roas_part_1,
        CAST(sum(CASE WHEN sessions.channel_group IN ('Paid Search', 'Paid Social', 'Paid Shopping', 'Paid Video', 'Paid Other', 'Display', 'Cross-network') THEN sessions.transactions END) AS BIGINT) AS cost_per_purchase_part_1
    FROM sessions
    WHERE sessions.session_date BETWEEN $from AND $to
    GROUP BY 1
),
by_campaign_days AS (
    SELECT
        CAST(date_trunc('week', campaign_days.cost_date) AS DATE) AS date,
        sum(campaign_days.cost) AS ad_cost
    FROM campaign_days
    WHERE campaign_days.cost_date BETWEEN $from AND $to
    GROUP BY 1
),
by_orders AS (
    SELECT
        CAST(date_trunc('week', orders.order_date) AS DATE) AS date,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled AND orders.order_date = customer_orders.first_order_date THEN orders.customer_key END) AS new_customers
    FROM orders
    LEFT JOIN (
        SELECT
            customer_key,
            CAST(date_trunc('month', min(CASE WHEN NOT is_cancelled THEN order_date END)) AS DATE) AS first_order_month,
            min(CASE WHEN NOT is_cancelled THEN order_date END) AS first_order_date,
            count(DISTINCT CASE WHEN NOT is_cancelled THEN order_id END) AS n_orders
        FROM orders
        GROUP BY 1
    ) AS customer_orders
        ON customer_orders.customer_key = orders.customer_key
    WHERE orders.order_date BETWEEN $from AND $to
    GROUP BY 1
),
stacked AS (
    SELECT
        date,
        roas_part_1,
        NULL AS ad_cost,
        cost_per_purchase_part_1,
        NULL AS new_customers
    FROM by_sessions
    UNION ALL
    SELECT
        date,
        NULL AS roas_part_1,
        ad_cost,
        NULL AS cost_per_purchase_part_1,
        NULL AS new_customers
    FROM by_campaign_days
    UNION ALL
    SELECT
        date,
        NULL AS roas_part_1,
        NULL AS ad_cost,
        NULL AS cost_per_purchase_part_1,
        new_customers
    FROM by_orders
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        roas_part_1,
        ad_cost,
        cost_per_purchase_part_1,
        new_customers
    FROM stacked
    UNION ALL
    SELECT
        points.date,
        NULL AS roas_part_1,
        NULL AS ad_cost,
        NULL AS cost_per_purchase_part_1,
        NULL AS new_customers
    FROM (SELECT CAST(unnest(generate_series($first_point, $last_point, INTERVAL 7 DAY)) AS DATE) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(roas_part_1) AS roas_part_1,
        max(ad_cost) AS ad_cost,
        max(cost_per_purchase_part_1) AS cost_per_purchase_part_1,
        max(new_customers) AS new_customers
    FROM filled
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(roas_part_1, 0) / nullif(coalesce(ad_cost, 0), 0) AS roas, -- Return on ad spend
    coalesce(ad_cost, 0) / nullif(coalesce(cost_per_purchase_part_1, 0), 0) AS cost_per_purchase, -- Cost per purchase
    coalesce(ad_cost, 0) / nullif(coalesce(new_customers, 0), 0) AS cac -- Customer acquisition cost
FROM combined
ORDER BY date ASC NULLS LAST, roas DESC NULLS LAST
LIMIT $limit
