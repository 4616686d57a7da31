WITH by_sessions AS (
    SELECT
        customers.country AS customer_country,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    LEFT JOIN customer_users
        ON customer_users.user_key = sessions.user_key
    LEFT JOIN customers
        ON customers.customer_key = customer_users.customer_key
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    customer_country, -- Customer country
    coalesce(purchase_revenue, 0) AS purchase_revenue -- Revenue
FROM by_sessions
ORDER BY purchase_revenue DESC NULLS LAST, customer_country ASC NULLS LAST
LIMIT @limit
