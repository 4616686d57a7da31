WITH by_consents AS (
    SELECT
        count(DISTINCT CASE WHEN consents.state = 'granted' THEN consents.customer_key END) AS consented_customers
    FROM consents
),
by_customers AS (
    SELECT
        count(customers.customer_key) AS consent_rate_part_1
    FROM customers
),
stacked AS (
    SELECT
        consented_customers,
        NULL AS consent_rate_part_1
    FROM by_consents
    UNION ALL
    SELECT
        NULL AS consented_customers,
        consent_rate_part_1
    FROM by_customers
),
combined AS (
    SELECT
        max(consented_customers) AS consented_customers,
        max(consent_rate_part_1) AS consent_rate_part_1
    FROM stacked
)
SELECT
    coalesce(consented_customers, 0) / nullif(coalesce(consent_rate_part_1, 0), 0) AS consent_rate, -- Consent rate
    coalesce(consented_customers, 0) AS consented_customers -- Consented customers
FROM combined
