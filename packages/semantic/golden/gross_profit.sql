WITH by_sold_items AS (
    SELECT
        sold_items.item_category,
        sum(CASE WHEN sold_items.unit_cost IS NOT NULL THEN sold_items.item_revenue - sold_items.units * sold_items.unit_cost END) AS gross_profit,
        sum(CASE WHEN sold_items.unit_cost IS NOT NULL THEN sold_items.item_revenue END) AS gross_margin_part_1,
        sum(sold_items.units * sold_items.unit_cost) AS item_cost
    FROM sold_items
    LEFT JOIN sessions
        ON sessions.user_key = sold_items.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM sold_items.ga_session_id
          AND sessions.session_date = sold_items.event_date
    WHERE sessions.channel_group <> $channel_group
    GROUP BY 1
)
SELECT
    item_category, -- Product category
    coalesce(gross_profit, 0) AS gross_profit, -- Gross profit
    coalesce(gross_profit, 0) / nullif(coalesce(gross_margin_part_1, 0), 0) AS gross_margin, -- Gross margin
    coalesce(item_cost, 0) AS item_cost -- Product cost
FROM by_sold_items
ORDER BY gross_profit DESC NULLS LAST, item_category ASC NULLS LAST
LIMIT $limit
