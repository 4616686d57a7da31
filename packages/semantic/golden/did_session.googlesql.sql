WITH did_1 AS ( -- did add_to_cart
    SELECT
        items.user_key,
        items.ga_session_id
    FROM items
    WHERE items.user_key IS NOT NULL
      AND items.ga_session_id IS NOT NULL
      AND items.event_name = @event
      AND NOT items.is_repeat
      AND items.item_category = @item_category
      AND items.event_date BETWEEN @from AND @to
    GROUP BY 1, 2
    HAVING count(DISTINCT items.event_id) >= @times
),
by_sessions AS (
    SELECT
        sessions.channel_group,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND (sessions.user_key, sessions.ga_session_id) IN (SELECT (did_1.user_key, did_1.ga_session_id) FROM did_1)
    GROUP BY 1
)
SELECT
    channel_group, -- Channel group
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_sessions
ORDER BY sessions DESC NULLS LAST, channel_group ASC NULLS LAST
LIMIT @limit
