-- Customers who purchased
WITH did_1 AS ( -- did purchase
    SELECT
        customer_users.customer_key
    FROM events
    LEFT JOIN customer_users
        ON customer_users.user_key = events.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND events.event_name = $event
      AND NOT events.is_repeat
    GROUP BY 1
)
SELECT
    customers.customer_key,
    customers.customer_id
FROM customers
WHERE customers.customer_key IN (SELECT did_1.customer_key FROM did_1)

-- counts
WITH did_1 AS ( -- did purchase
    SELECT
        customer_users.customer_key
    FROM events
    LEFT JOIN customer_users
        ON customer_users.user_key = events.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND events.event_name = $event
      AND NOT events.is_repeat
    GROUP BY 1
),
leaves AS ( -- which of the rules each customer satisfies
    SELECT
        customers.customer_key IN (SELECT did_1.customer_key FROM did_1) AS leaf_1
    FROM customers
),
counts AS (
    SELECT
        count(*) AS total,
        count(CASE WHEN leaf_1 THEN 1 END) AS kept_1
    FROM leaves
),
nodes AS (
    SELECT
        0 AS node,
        '' AS pointer,
        kept_1 AS kept,
        total - kept_1 AS dropped
    FROM counts
)
SELECT
    pointer,
    kept,
    dropped
FROM nodes
ORDER BY node ASC NULLS LAST
