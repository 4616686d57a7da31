WITH by_items AS (
    SELECT
        items.item_category,
        count(DISTINCT CASE WHEN items.event_name = 'add_to_cart' THEN items.user_key END) AS cart_users,
        count(DISTINCT CASE WHEN items.event_name = 'view_item' THEN items.user_key END) AS product_viewers,
        count(DISTINCT CASE WHEN items.event_name = 'view_item' THEN items.event_id END) AS item_views
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    item_category, -- Product category
    coalesce(cart_users, 0) / nullif(coalesce(product_viewers, 0), 0) AS cart_to_view_rate, -- Cart to view rate
    coalesce(item_views, 0) AS item_views -- Product views
FROM by_items
ORDER BY cart_to_view_rate DESC NULLS LAST, item_category ASC NULLS LAST
LIMIT @limit
