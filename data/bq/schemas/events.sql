-- A row an event of the GA4 export, flattened: `truffle warehouse refresh` replaces whole days.
CREATE TABLE IF NOT EXISTS `${d}.events` (
    event_date                DATE   NOT NULL, -- the property's own day
    event_timestamp           INT64  NOT NULL, -- microseconds, UTC
    event_name                STRING NOT NULL,
    event_id                  INT64  NOT NULL, -- days since 1970 × 2^32 + number in the day
    user_key                  STRING,          -- user_pseudo_id; NULL without analytics consent: an event, but nobody's
    user_id                   STRING,
    ga_session_id             INT64,
    ga_session_number         INT64,
    session_engaged           BOOL,
    engagement_time_msec      INT64,
    is_active_user            BOOL,
    entrances                 INT64,
    page_path                 STRING, -- no host, query or fragment
    page_title                STRING,
    page_referrer             STRING,
    search_term               STRING,
    source                    STRING, -- collected with this very event
    medium                    STRING,
    campaign                  STRING,
    device_category           STRING,
    operating_system          STRING,
    browser                   STRING,
    language                  STRING,
    platform                  STRING,
    continent                 STRING,
    country                   STRING,
    region                    STRING,
    city                      STRING,
    transaction_id            STRING,
    is_repeat                 BOOL NOT NULL, -- a purchase whose transaction_id an earlier one has: counted nowhere
    purchase_revenue          FLOAT64, -- USD
    refund_value              FLOAT64, -- USD
    value                     FLOAT64,
    currency                  STRING,
    coupon                    STRING,
    -- What sessions are built from; a query that doesn't name them doesn't pay for them.
    own_rank                  INT64, -- how far this event's claim on the session's source is to be trusted, 1 most
    own_source                STRING,
    own_medium                STRING,
    own_campaign              STRING,
    own_channel_group         STRING,
    first_user_source         STRING,
    first_user_medium         STRING,
    first_user_campaign       STRING,
    first_touch               INT64,
    item_list                 ARRAY<STRUCT<item_id STRING, item_name STRING, item_brand STRING, item_category STRING,
                                           item_variant STRING, coupon STRING, price FLOAT64, quantity INT64,
                                           item_revenue FLOAT64>>
)
PARTITION BY event_date
CLUSTER BY event_name, user_key;
