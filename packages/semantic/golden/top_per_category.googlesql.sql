WITH by_items AS (
    SELECT
        items.item_category,
        items.item_name,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1, 2
),
answer AS (
    SELECT
        item_category, -- Product category
        item_name, -- Product
        coalesce(item_revenue, 0) AS item_revenue -- Product revenue
    FROM by_items
),
figures AS (
    SELECT
        answer.item_category,
        answer.item_name,
        answer.item_revenue
    FROM answer
),
ranked AS (
    SELECT
        item_category,
        item_name,
        item_revenue,
        row_number() OVER (PARTITION BY item_category ORDER BY item_revenue DESC NULLS LAST, item_name ASC NULLS LAST) AS rank
    FROM figures
)
SELECT
    item_category,
    item_name,
    item_revenue
FROM ranked
WHERE rank <= @top
ORDER BY item_revenue DESC NULLS LAST, item_category ASC NULLS LAST, item_name ASC NULLS LAST
LIMIT @limit
