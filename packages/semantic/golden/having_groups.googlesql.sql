WITH by_items AS (
    SELECT
        items.item_name,
        CAST(sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN coalesce(items.quantity, CASE WHEN items.price IS NOT NULL THEN 1 END) END) AS INT64) AS items_purchased,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue,
        count(DISTINCT CASE WHEN items.event_name = 'view_item' THEN items.event_id END) AS item_views
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1
),
answer AS (
    SELECT
        item_name, -- Product
        coalesce(items_purchased, 0) AS items_purchased, -- Units sold
        coalesce(item_revenue, 0) AS item_revenue, -- Product revenue
        coalesce(item_views, 0) AS item_views -- Product views
    FROM by_items
),
figures AS (
    SELECT
        answer.item_name,
        answer.items_purchased,
        answer.item_revenue,
        answer.item_views
    FROM answer
)
SELECT
    item_name,
    items_purchased,
    item_revenue
FROM figures
WHERE items_purchased > @having
  AND (item_revenue < @having_4 OR item_views <> @having_5)
ORDER BY items_purchased DESC NULLS LAST, item_name ASC NULLS LAST
LIMIT @limit
