-- Customers whose customer country is US or CA and who have e-mail address
SELECT
    customers.customer_key,
    customers.customer_id
FROM customers
WHERE customers.country IN ($customer_country, $customer_country_2)
  AND customers.has_email = $has_email

-- counts
WITH leaves AS ( -- which of the rules each customer satisfies
    SELECT
        customers.country IN ($customer_country, $customer_country_2) AS leaf_1,
        customers.has_email = $has_email AS leaf_2
    FROM customers
),
counts AS (
    SELECT
        count(*) AS total,
        count(CASE WHEN leaf_1 AND leaf_2 THEN 1 END) AS kept_1,
        count(CASE WHEN leaf_1 THEN 1 END) AS kept_2,
        count(CASE WHEN leaf_2 THEN 1 END) AS kept_3
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
)
SELECT
    pointer,
    kept,
    dropped
FROM nodes
ORDER BY node ASC NULLS LAST
