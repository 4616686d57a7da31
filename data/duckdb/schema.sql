-- The warehouse's tables, as every file of its kind holds them. One file a month for events, items and sessions; customers,
-- orders, order_items and customer_users have files of their own, and identifiers lie apart: only a push or an erasure opens
-- them. Keys: user_key and customer_key are 63 bits of MD5 of the id in text (each file is built alone, no dictionary).

-- file: month
CREATE TABLE events (
    event_date           DATE    NOT NULL, -- the property's own day
    event_timestamp      BIGINT  NOT NULL, -- microseconds, UTC
    event_name           VARCHAR NOT NULL,
    event_id             BIGINT  NOT NULL, -- unique in the warehouse: days since 1970 × 2^32 + number in the day
    user_key             BIGINT,           -- NULL without analytics consent: an event, but nobody's
    ga_session_id        BIGINT,
    ga_session_number    BIGINT,
    session_engaged      BOOLEAN,
    engagement_time_msec BIGINT,
    is_active_user       BOOLEAN,
    entrances            BIGINT,
    page_path            VARCHAR, -- no host, query or fragment
    page_title           VARCHAR,
    page_referrer        VARCHAR,
    search_term          VARCHAR,
    source               VARCHAR, -- collected with this very event
    medium               VARCHAR,
    campaign             VARCHAR,
    device_category      VARCHAR,
    operating_system     VARCHAR,
    browser              VARCHAR,
    language             VARCHAR,
    platform             VARCHAR,
    continent            VARCHAR,
    country              VARCHAR,
    region               VARCHAR,
    city                 VARCHAR,
    transaction_id       VARCHAR, -- NULL for '' and '(not set)'
    is_repeat            BOOLEAN NOT NULL, -- a purchase whose transaction_id an earlier one has: counted nowhere
    purchase_revenue     DOUBLE,  -- USD
    refund_value         DOUBLE,  -- USD
    value                DOUBLE,
    currency             VARCHAR,
    coupon               VARCHAR
);
CREATE TABLE items (
    event_date    DATE   NOT NULL,
    event_id      BIGINT NOT NULL,
    event_name    VARCHAR NOT NULL,
    user_key      BIGINT,
    ga_session_id BIGINT,
    is_repeat     BOOLEAN NOT NULL,
    item_id       VARCHAR,
    item_name     VARCHAR,
    item_brand    VARCHAR,
    item_category VARCHAR,
    item_variant  VARCHAR,
    coupon        VARCHAR,
    price         DOUBLE, -- USD
    quantity      BIGINT, -- NULL counts as 1 where a price is
    item_revenue  DOUBLE  -- USD
);
CREATE TABLE sessions ( -- one row a user, session and day: GA4 counts a session on each day it has events
    session_date             DATE    NOT NULL,
    user_key                 BIGINT,  -- NULL: events of nobody (no consent), folded by day, device and place, so that sums over
                                      -- sessions are sums over all events; they have no source, landing page or first touch
    ga_session_id            BIGINT, -- NULL: the user's events of that day outside any session
    session_key              BIGINT, -- hash of the pair, NULL with it: what is counted as a session
    ga_session_number        BIGINT,
    started_at               BIGINT  NOT NULL, -- microseconds
    ended_at                 BIGINT  NOT NULL,
    is_engaged               BOOLEAN NOT NULL,
    is_active                BOOLEAN NOT NULL, -- the user was active in it (GA4's rule)
    is_new                   BOOLEAN NOT NULL, -- holds first_visit or first_open
    events                   BIGINT  NOT NULL,
    views                    BIGINT  NOT NULL,
    key_events               BIGINT  NOT NULL,
    engagement_time_msec     BIGINT  NOT NULL,
    item_views               BIGINT  NOT NULL,
    add_to_carts             BIGINT  NOT NULL,
    checkouts                BIGINT  NOT NULL,
    purchases                BIGINT  NOT NULL, -- purchase events that are no repeat
    transactions             BIGINT  NOT NULL, -- distinct transaction ids of them, those without an id one each
    purchase_revenue         DOUBLE  NOT NULL,
    refund_value             DOUBLE  NOT NULL,
    source                   VARCHAR, -- of the session
    medium                   VARCHAR,
    campaign                 VARCHAR,
    channel_group            VARCHAR,
    landing_page             VARCHAR,
    device_category          VARCHAR,
    operating_system         VARCHAR,
    browser                  VARCHAR,
    language                 VARCHAR,
    platform                 VARCHAR,
    continent                VARCHAR,
    country                  VARCHAR,
    region                   VARCHAR,
    city                     VARCHAR,
    first_user_source        VARCHAR, -- first touch of the user
    first_user_medium        VARCHAR,
    first_user_campaign      VARCHAR,
    first_user_channel_group VARCHAR,
    first_visit_date         DATE,
    -- What the session brought itself, before it looked back to an earlier visit. Kept for later loads; not in the view.
    own_source               VARCHAR,
    own_medium               VARCHAR,
    own_campaign             VARCHAR,
    own_channel_group        VARCHAR
);
CREATE TABLE user_months ( -- folded by the view `users`
    user_key            BIGINT  NOT NULL,
    user_pseudo_id      VARCHAR NOT NULL,
    user_id             VARCHAR,
    user_id_key         BIGINT, -- customer_key of a customer with that id
    first_date          DATE    NOT NULL,
    last_date           DATE    NOT NULL,
    first_purchase_date DATE
);

-- file: customers
CREATE TABLE customers (
    customer_key BIGINT  NOT NULL,
    customer_id  VARCHAR NOT NULL,
    country      VARCHAR, -- two letters
    region       VARCHAR,
    city         VARCHAR,
    created_at   BIGINT, -- microseconds
    has_email    BOOLEAN NOT NULL,
    has_phone    BOOLEAN NOT NULL,
    has_address  BOOLEAN NOT NULL DEFAULT false -- names, postal code and country
    -- further columns of the file follow, as VARCHAR: attributes of the model
);

-- file: customer_users
CREATE TABLE customer_users (
    user_key     BIGINT NOT NULL,
    customer_key BIGINT NOT NULL
);

-- file: orders
CREATE TABLE orders (
    order_id     VARCHAR NOT NULL,
    customer_key BIGINT, -- NULL: nobody's
    order_date   DATE    NOT NULL, -- in the property's zone
    ordered_at   BIGINT  NOT NULL, -- microseconds
    currency     VARCHAR,
    is_cancelled BOOLEAN NOT NULL, -- lowers revenue, counts as no order
    order_value  DOUBLE  NOT NULL  -- sum of its lines, negative for a cancellation
);
CREATE TABLE order_items (
    order_id     VARCHAR NOT NULL,
    customer_key BIGINT,
    order_date   DATE    NOT NULL,
    is_cancelled BOOLEAN NOT NULL,
    item_id      VARCHAR,
    item_name    VARCHAR,
    quantity     BIGINT,
    unit_price   DOUBLE,
    line_value   DOUBLE NOT NULL
);

-- file: consents
CREATE TABLE consents ( -- the registry's snapshot by customer; the registry itself decides
    customer_key BIGINT  NOT NULL,
    consent_type VARCHAR NOT NULL,
    state        VARCHAR NOT NULL -- 'granted' or 'withdrawn'
);

CREATE TABLE ad_consents ( -- who agreed to both purposes of advertising: what a push asks for, a row a customer
    customer_key BIGINT NOT NULL
);

-- file: identifiers
CREATE TABLE identifiers ( -- sorted by member_key
    member_key    BLOB    NOT NULL, -- 16 bytes: keyed hash of the first usable identifier (e-mail, phone, else customer id)
    customer_key  BIGINT  NOT NULL,
    customer_id   VARCHAR NOT NULL,
    email         VARCHAR, -- as given, trimmed; NULL where unusable
    phone         VARCHAR, -- E.164; NULL where unusable
    first_name    VARCHAR,
    last_name     VARCHAR,
    postal_code   VARCHAR,
    country       VARCHAR,
    email_hash    BLOB, -- keyed, 16 bytes: what the consent registry is asked for
    phone_hash    BLOB,
    customer_hash BLOB NOT NULL
);

-- file: campaign_days
CREATE TABLE campaign_days ( -- what advertising cost, a row a platform, campaign and day
    cost_date   DATE    NOT NULL,
    ad_platform VARCHAR NOT NULL,
    campaign    VARCHAR, -- NULL: the platform's costs outside campaigns
    cost        DOUBLE  NOT NULL, -- USD
    clicks      BIGINT,
    impressions BIGINT
);

-- file: item_costs
CREATE TABLE item_costs ( -- what one of a product costs the shop, from a day on until the next row of it
    item_id   VARCHAR, -- this or the name, not both
    item_name VARCHAR,
    from_date DATE   NOT NULL,
    cost      DOUBLE NOT NULL -- USD
);
