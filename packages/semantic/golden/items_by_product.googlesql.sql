WITH by_items AS (
    SELECT
        items.item_name,
        items.item_brand,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue,
        CAST(sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN coalesce(items.quantity, CASE WHEN items.price IS NOT NULL THEN 1 END) END) AS INT64) AS items_purchased
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1, 2
)
SELECT
    item_name, -- Product
    item_brand, -- Brand
    coalesce(item_revenue, 0) AS item_revenue, -- Product revenue
    coalesce(items_purchased, 0) AS items_purchased -- Units sold
FROM by_items
ORDER BY item_revenue DESC NULLS LAST, item_name ASC NULLS LAST, item_brand ASC NULLS LAST
LIMIT @limit
