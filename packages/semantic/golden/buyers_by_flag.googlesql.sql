WITH by_sessions AS (
    SELECT
        users.first_purchase_date IS NOT NULL AS is_purchaser,
        CASE WHEN sessions.ga_session_number = 1 THEN 'new' WHEN sessions.ga_session_number > 1 THEN 'returning' END AS new_or_returning,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    LEFT JOIN users
        ON users.user_key = sessions.user_key
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1, 2
)
SELECT
    is_purchaser, -- Buyer
    new_or_returning, -- New or returning
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_sessions
ORDER BY sessions DESC NULLS LAST, is_purchaser ASC NULLS LAST, new_or_returning ASC NULLS LAST
LIMIT @limit
