-- A row a key event that counts: with where its session came from.
CREATE TABLE IF NOT EXISTS `${d}.conversions` (
    conversion_date  DATE   NOT NULL,
    converted_at     INT64  NOT NULL, -- microseconds
    event_name       STRING NOT NULL,
    event_id         INT64  NOT NULL,
    user_key         STRING,
    ga_session_id    INT64,
    transaction_id   STRING,
    revenue          FLOAT64, -- USD
    source           STRING,
    medium           STRING,
    campaign         STRING,
    channel_group    STRING,
    days_since_first INT64 -- days after the user's first visit
)
PARTITION BY conversion_date
CLUSTER BY channel_group, event_name;
