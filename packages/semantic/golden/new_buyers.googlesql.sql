WITH by_sessions AS (
    SELECT
        sessions.first_user_channel_group,
        count(DISTINCT CASE WHEN sessions.purchases > 0 AND users.first_purchase_date = sessions.session_date THEN sessions.user_key END) AS first_time_purchasers,
        count(DISTINCT CASE WHEN sessions.is_new THEN sessions.user_key END) AS new_users
    FROM sessions
    LEFT JOIN users
        ON users.user_key = sessions.user_key
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    first_user_channel_group, -- First channel group
    coalesce(first_time_purchasers, 0) AS first_time_purchasers, -- First time purchasers
    coalesce(new_users, 0) AS new_users -- New users
FROM by_sessions
ORDER BY first_time_purchasers DESC NULLS LAST, first_user_channel_group ASC NULLS LAST
LIMIT @limit
