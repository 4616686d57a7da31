-- Customers, orders, costs and consents: filled by you (bq load, or your own pipelines), read by truffle. customer_key is the
-- customer_id. Further columns of `customers` of type STRING become attributes of the model with the next refresh.
CREATE TABLE IF NOT EXISTS `${d}.customers` (
    customer_key STRING NOT NULL,
    customer_id  STRING NOT NULL,
    country      STRING, -- two letters
    region       STRING,
    city         STRING,
    created_at   INT64, -- microseconds
    has_email    BOOL NOT NULL,
    has_phone    BOOL NOT NULL,
    has_address  BOOL NOT NULL
)
CLUSTER BY customer_key;

CREATE TABLE IF NOT EXISTS `${d}.customer_links` ( -- which user is which customer
    user_key     STRING NOT NULL,
    customer_key STRING NOT NULL
)
CLUSTER BY user_key;

CREATE TABLE IF NOT EXISTS `${d}.orders` (
    order_id     STRING NOT NULL,
    customer_key STRING, -- NULL: nobody's
    order_date   DATE   NOT NULL, -- in the property's zone
    ordered_at   INT64  NOT NULL, -- microseconds
    currency     STRING,
    is_cancelled BOOL   NOT NULL, -- lowers revenue, counts as no order
    order_value  FLOAT64 NOT NULL -- sum of its lines, negative for a cancellation
)
PARTITION BY order_date
CLUSTER BY customer_key;

CREATE TABLE IF NOT EXISTS `${d}.order_items` (
    order_id     STRING NOT NULL,
    customer_key STRING,
    order_date   DATE   NOT NULL,
    is_cancelled BOOL   NOT NULL,
    item_id      STRING,
    item_name    STRING,
    quantity     INT64,
    unit_price   FLOAT64,
    line_value   FLOAT64 NOT NULL
)
PARTITION BY order_date
CLUSTER BY item_name;

CREATE TABLE IF NOT EXISTS `${d}.consents` ( -- by customer; the registry itself decides what may be sent
    customer_key STRING NOT NULL,
    consent_type STRING NOT NULL,
    state        STRING NOT NULL -- 'granted' or 'withdrawn'
)
CLUSTER BY customer_key;

CREATE TABLE IF NOT EXISTS `${d}.campaign_days` ( -- what advertising cost, a row a platform, campaign and day
    cost_date   DATE   NOT NULL,
    ad_platform STRING NOT NULL,
    campaign    STRING, -- NULL: the platform's costs outside campaigns
    cost        FLOAT64 NOT NULL, -- USD
    clicks      INT64,
    impressions INT64
)
PARTITION BY cost_date
CLUSTER BY ad_platform;

CREATE TABLE IF NOT EXISTS `${d}.item_costs` ( -- what one of a product costs the shop, from a day on until its next row
    item_id   STRING, -- this or the name, not both
    item_name STRING,
    from_date DATE NOT NULL,
    cost      FLOAT64 NOT NULL -- USD
);
