-- Loading customers and who is which customer. Attached: `stage` (what was read), `old` (as published, or empty), `fresh` (what is made).

-- name: prepare
CREATE MACRO key_of(x) AS CAST(md5_number_upper(x) >> 1 AS BIGINT);

-- name: stage
CREATE TABLE stage.people (
    place         BIGINT,
    customer_id   VARCHAR,
    country       VARCHAR,
    region        VARCHAR,
    city          VARCHAR,
    created_at    BIGINT,
    email         VARCHAR,
    phone         VARCHAR,
    first_name    VARCHAR,
    last_name     VARCHAR,
    postal_code   VARCHAR,
    email_hash    BLOB,
    phone_hash    BLOB,
    customer_hash BLOB
);

-- name: latest
-- Of several rows with one key the last counts.
CREATE TABLE stage.latest AS
SELECT * EXCLUDE (place), key_of(customer_id) AS customer_key
  FROM stage.people
QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY place DESC) = 1;

-- name: collisions
SELECT count(*)
  FROM stage.latest AS l
  JOIN old.customers AS o USING (customer_key)
 WHERE o.customer_id <> l.customer_id;

-- name: customers
INSERT INTO fresh.customers BY NAME
SELECT *
  FROM (SELECT * EXCLUDE (email, phone, first_name, last_name, postal_code, email_hash, phone_hash, customer_hash),
               email IS NOT NULL AS has_email, phone IS NOT NULL AS has_phone,
               first_name IS NOT NULL AND last_name IS NOT NULL AND postal_code IS NOT NULL AND country IS NOT NULL
                   AS has_address
          FROM stage.latest
        UNION ALL BY NAME
        SELECT *
          FROM old.customers
         WHERE customer_key NOT IN (SELECT customer_key FROM stage.latest))
 ORDER BY customer_key;

-- name: identifiers
INSERT INTO fresh.identifiers BY NAME
SELECT *
  FROM (SELECT coalesce(email_hash, phone_hash, customer_hash) AS member_key, customer_key, customer_id, email, phone,
               first_name, last_name, postal_code, country, email_hash, phone_hash, customer_hash
          FROM stage.latest
        UNION ALL BY NAME
        SELECT *
          FROM old.identifiers
         WHERE customer_key NOT IN (SELECT customer_key FROM stage.latest))
 ORDER BY member_key, customer_id;

-- name: customers_hash
SELECT count(*) AS rows_made, CAST(sum(hash(t)) AS VARCHAR) AS rows_hash FROM fresh.customers AS t;

-- name: identifiers_hash
SELECT count(*) AS rows_made, CAST(sum(hash(t)) AS VARCHAR) AS rows_hash FROM fresh.identifiers AS t;

-- name: stage_links
CREATE TABLE stage.links (place BIGINT, user_pseudo_id VARCHAR, customer_id VARCHAR);

-- name: links
INSERT INTO fresh.customer_users
WITH latest AS (
    SELECT key_of(user_pseudo_id) AS user_key, key_of(customer_id) AS customer_key
      FROM stage.links
    QUALIFY row_number() OVER (PARTITION BY user_pseudo_id ORDER BY place DESC) = 1
)
SELECT user_key, customer_key
  FROM (SELECT user_key, customer_key FROM latest
        UNION ALL
        SELECT user_key, customer_key FROM old.customer_users WHERE user_key NOT IN (SELECT user_key FROM latest))
 ORDER BY user_key;

-- name: links_hash
SELECT count(*) AS rows_made, CAST(sum(hash(t)) AS VARCHAR) AS rows_hash FROM fresh.customer_users AS t;

-- name: stage_consents
CREATE TABLE stage.consents (hash BLOB, consent_type VARCHAR, is_granted BOOLEAN);

-- name: consents
-- By customer: a withdrawal of any identifier outweighs every grant. `old` holds the identifiers here.
INSERT INTO fresh.consents
SELECT customer_key, consent_type, CASE WHEN bool_and(is_granted) THEN 'granted' ELSE 'withdrawn' END AS state
  FROM (SELECT i.customer_key, c.consent_type, c.is_granted FROM stage.consents AS c JOIN old.identifiers AS i ON i.email_hash = c.hash
        UNION ALL
        SELECT i.customer_key, c.consent_type, c.is_granted FROM stage.consents AS c JOIN old.identifiers AS i ON i.phone_hash = c.hash
        UNION ALL
        SELECT i.customer_key, c.consent_type, c.is_granted FROM stage.consents AS c JOIN old.identifiers AS i ON i.customer_hash = c.hash)
 GROUP BY customer_key, consent_type
 ORDER BY consent_type, customer_key;

-- name: ad_consents
INSERT INTO fresh.ad_consents
SELECT customer_key
  FROM fresh.consents
 WHERE state = 'granted' AND consent_type IN ('ad_user_data', 'ad_personalization')
 GROUP BY customer_key
HAVING count(*) = 2
 ORDER BY customer_key;

-- name: consents_hash
SELECT count(*) AS rows_made, CAST(sum(hash(t)) AS VARCHAR) AS rows_hash FROM fresh.consents AS t;
