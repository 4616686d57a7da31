WITH by_items AS (
    SELECT
        sessions.channel_group,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue
    FROM items
    LEFT JOIN sessions
        ON sessions.user_key = items.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM items.ga_session_id
          AND sessions.session_date = items.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    channel_group, -- Channel group
    coalesce(item_revenue, 0) AS item_revenue -- Product revenue
FROM by_items
ORDER BY item_revenue DESC NULLS LAST, channel_group ASC NULLS LAST
LIMIT @limit
