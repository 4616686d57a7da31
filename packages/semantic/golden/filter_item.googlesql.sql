WITH by_items AS (
    SELECT
        count(DISTINCT CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.event_id END) AS transactions,
        count(DISTINCT CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.user_key END) AS purchasers
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
      AND items.item_category = @item_category
)
SELECT
    coalesce(transactions, 0) AS transactions, -- Transactions
    coalesce(purchasers, 0) AS purchasers -- Purchasers
FROM by_items
