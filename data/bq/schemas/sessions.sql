-- One row a user, session and day: GA4 counts a session on each day it has events. Events of nobody are folded by day, device and
-- place, with no user_key, so that sums over sessions are sums over all events.
CREATE TABLE IF NOT EXISTS `${d}.sessions` (
    session_date             DATE  NOT NULL,
    user_key                 STRING,
    ga_session_id            INT64, -- NULL: the user's events of that day outside any session
    session_key              INT64, -- hash of the pair, NULL with it: what is counted as a session
    ga_session_number        INT64,
    started_at               INT64 NOT NULL, -- microseconds
    ended_at                 INT64 NOT NULL,
    is_engaged               BOOL  NOT NULL,
    is_active                BOOL  NOT NULL,
    is_new                   BOOL  NOT NULL,
    events                   INT64 NOT NULL,
    views                    INT64 NOT NULL,
    key_events               INT64 NOT NULL,
    engagement_time_msec     INT64 NOT NULL,
    item_views               INT64 NOT NULL,
    add_to_carts             INT64 NOT NULL,
    checkouts                INT64 NOT NULL,
    purchases                INT64 NOT NULL,
    transactions             INT64 NOT NULL,
    purchase_revenue         FLOAT64 NOT NULL,
    refund_value             FLOAT64 NOT NULL,
    source                   STRING, -- of the session
    medium                   STRING,
    campaign                 STRING,
    channel_group            STRING,
    landing_page             STRING,
    device_category          STRING,
    operating_system         STRING,
    browser                  STRING,
    language                 STRING,
    platform                 STRING,
    continent                STRING,
    country                  STRING,
    region                   STRING,
    city                     STRING,
    first_user_source        STRING, -- first touch of the user
    first_user_medium        STRING,
    first_user_campaign      STRING,
    first_user_channel_group STRING,
    first_visit_date         DATE,
    own_source               STRING, -- what the session brought itself, for later days to look back to
    own_medium               STRING,
    own_campaign             STRING,
    own_channel_group        STRING
)
PARTITION BY session_date
CLUSTER BY channel_group, user_key;
