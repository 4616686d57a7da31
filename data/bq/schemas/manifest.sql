-- What a refresh knows. `manifest` has one row: the published state, replaced at the end of each refresh.
CREATE TABLE IF NOT EXISTS `${d}.manifest` (
    data_version  STRING,
    loaded_at     TIMESTAMP,
    first_day     DATE,
    data_until    DATE,
    events        INT64,
    customers     INT64,
    campaign_days INT64,
    item_costs    INT64,
    consent_seq   INT64,
    attributes    STRING -- further columns of customers, separated by commas
);

CREATE TABLE IF NOT EXISTS `${d}.loaded_days` ( -- which state of which day of the export is in `events`
    day      DATE  NOT NULL,
    modified INT64 NOT NULL -- of the export's table, milliseconds
);

CREATE TABLE IF NOT EXISTS `${d}.channels` ( -- default channel groups, as the rules of data/channels name them
    source        STRING,
    medium        STRING,
    campaign      STRING,
    day           DATE NOT NULL,
    channel_group STRING
);
