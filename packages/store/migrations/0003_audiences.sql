-- Audiences and their versions; consent; accounts.
CREATE TABLE audiences (
    id          TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    description TEXT,
    status      TEXT   NOT NULL CHECK (status IN ('draft', 'ready', 'archived')),
    version     BIGINT CHECK (version >= 1), -- the newest; none in a draft
    people      BIGINT CHECK (people >= 0),  -- of that version when it was last counted
    created_by  TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    CHECK (status <> 'ready' OR version IS NOT NULL)
);
CREATE UNIQUE INDEX audiences_live_name ON audiences (name) WHERE status <> 'archived';

CREATE TABLE audience_versions (
    audience_id     TEXT   NOT NULL REFERENCES audiences (id),
    version         BIGINT NOT NULL CHECK (version >= 1),
    rules           TEXT   NOT NULL, -- canonical JSON
    words           TEXT   NOT NULL,
    definition_hash TEXT   NOT NULL,
    changes         TEXT   NOT NULL, -- JSON list of sentences, against the version before
    people          BIGINT,
    created_by      TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (audience_id, version)
);

-- The registry: append-only, by keyed hash. seq counts on under the lock of the audit log's head, so its order is that of
-- commit; a file of records has one audit row, so seq is a counter of its own.
CREATE TABLE consents (
    seq             BIGINT NOT NULL PRIMARY KEY,
    id              TEXT   NOT NULL,
    identifier_type TEXT   NOT NULL CHECK (identifier_type IN ('email', 'phone', 'customer_id')),
    identifier_hash BYTES  NOT NULL CHECK (length(identifier_hash) = 16),
    consent_type    TEXT   NOT NULL CHECK (consent_type IN ('ad_user_data', 'ad_personalization', 'email')),
    state           TEXT   NOT NULL CHECK (state IN ('granted', 'withdrawn')),
    source          TEXT   NOT NULL CHECK (length(source) BETWEEN 1 AND 120),
    at              BIGINT NOT NULL,
    recorded_at     BIGINT NOT NULL,
    recorded_by     TEXT   NOT NULL
);
CREATE UNIQUE INDEX consents_id ON consents (id);
CREATE INDEX consents_history ON consents (identifier_hash, consent_type, seq);
-- The last record of each identifier and purpose, kept in the same transaction.
CREATE TABLE consent_now (
    identifier_hash BYTES  NOT NULL,
    consent_type    TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    seq             BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (identifier_hash, consent_type)
);
CREATE INDEX consent_now_seq ON consent_now (seq);

CREATE TABLE consent_head (
    id  BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);

CREATE TABLE accounts (
    id          TEXT    NOT NULL PRIMARY KEY,
    platform    TEXT    NOT NULL,
    external_id TEXT    NOT NULL CHECK (length(external_id) BETWEEN 1 AND 64),
    login_id    TEXT,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    token       BYTES   NOT NULL, -- sealed
    sandbox     BOOLEAN NOT NULL,
    created_by  TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL
);
CREATE UNIQUE INDEX accounts_external ON accounts (platform, external_id);
