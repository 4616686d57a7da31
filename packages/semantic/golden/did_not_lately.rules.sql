-- Customers who purchased at least 2 times in the last 90 days where product category is Bags and who did not purchase in the last 30 days
WITH did_1 AS ( -- did purchase
    SELECT
        customer_users.customer_key
    FROM items
    LEFT JOIN customer_users
        ON customer_users.user_key = items.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND items.event_name = $event
      AND NOT items.is_repeat
      AND items.item_category = $item_category
      AND items.event_date BETWEEN $did_1_from AND $did_1_to
    GROUP BY 1
    HAVING count(DISTINCT items.event_id) >= $times
),
did_2 AS ( -- did purchase
    SELECT
        customer_users.customer_key
    FROM events
    LEFT JOIN customer_users
        ON customer_users.user_key = events.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND events.event_name = $event_6
      AND NOT events.is_repeat
      AND events.event_date BETWEEN $did_2_from AND $did_2_to
    GROUP BY 1
)
SELECT
    customers.customer_key,
    customers.customer_id
FROM customers
WHERE customers.customer_key IN (SELECT did_1.customer_key FROM did_1)
  AND (customers.customer_key IN (SELECT did_2.customer_key FROM did_2)) IS NOT TRUE

-- counts
WITH did_1 AS ( -- did purchase
    SELECT
        customer_users.customer_key
    FROM items
    LEFT JOIN customer_users
        ON customer_users.user_key = items.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND items.event_name = $event
      AND NOT items.is_repeat
      AND items.item_category = $item_category
      AND items.event_date BETWEEN $did_1_from AND $did_1_to
    GROUP BY 1
    HAVING count(DISTINCT items.event_id) >= $times
),
did_2 AS ( -- did purchase
    SELECT
        customer_users.customer_key
    FROM events
    LEFT JOIN customer_users
        ON customer_users.user_key = events.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND events.event_name = $event_6
      AND NOT events.is_repeat
      AND events.event_date BETWEEN $did_2_from AND $did_2_to
    GROUP BY 1
),
leaves AS ( -- which of the rules each customer satisfies
    SELECT
        customers.customer_key IN (SELECT did_1.customer_key FROM did_1) AS leaf_1,
        customers.customer_key IN (SELECT did_2.customer_key FROM did_2) AS leaf_2
    FROM customers
),
counts AS (
    SELECT
        count(*) AS total,
        count(CASE WHEN leaf_1 AND (leaf_2) IS NOT TRUE THEN 1 END) AS kept_1,
        count(CASE WHEN leaf_1 THEN 1 END) AS kept_2,
        count(CASE WHEN (leaf_2) IS NOT TRUE THEN 1 END) AS kept_3,
        count(CASE WHEN leaf_2 THEN 1 END) AS kept_4
    FROM leaves
),
nodes AS (
    SELECT
        0 AS node,
        '' AS pointer,
        kept_1 AS kept,
        total - kept_1 AS dropped
    FROM counts
    UNION ALL
    SELECT
        1 AS node,
        '/all/0' AS pointer,
        kept_2 AS kept,
        total - kept_2 AS dropped
    FROM counts
    UNION ALL
    SELECT
        2 AS node,
        '/all/1' AS pointer,
        kept_3 AS kept,
        total - kept_3 AS dropped
    FROM counts
    UNION ALL
    SELECT
        3 AS node,
        '/all/1/not' AS pointer,
        kept_4 AS kept,
        total - kept_4 AS dropped
    FROM counts
)
SELECT
    pointer,
    kept,
    dropped
FROM nodes
ORDER BY node ASC NULLS LAST
