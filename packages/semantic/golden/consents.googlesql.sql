WITH by_consents AS (
    SELECT
        consents.consent_type,
        count(DISTINCT CASE WHEN consents.state = 'granted' THEN consents.customer_key END) AS consented_customers
    FROM consents
    GROUP BY 1
)
SELECT
    consent_type, -- Consent type
    coalesce(consented_customers, 0) AS consented_customers -- Consented customers
FROM by_consents
ORDER BY consented_customers DESC NULLS LAST, consent_type ASC NULLS LAST
LIMIT @limit
