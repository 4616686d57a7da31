-- Customers whose customer country is US and who are not in audience aud_7f3, version 3
WITH did_1 AS ( -- did refund
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
WHERE customers.country = $customer_country
  AND (customers.customer_key IN (SELECT did_1.customer_key FROM did_1)) IS NOT TRUE

-- counts
WITH did_1 AS ( -- did refund
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
        customers.country = $customer_country AS leaf_1,
        customers.customer_key IN (SELECT did_1.customer_key FROM did_1) AS leaf_2
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
