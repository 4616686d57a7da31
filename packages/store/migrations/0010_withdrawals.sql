-- Whoever withdrew is taken off every list: one row a person, list and record of the registry.
CREATE TABLE removals (
    list            BIGINT NOT NULL REFERENCES lists (number),
    member_key      BYTES  NOT NULL,
    seq             BIGINT NOT NULL, -- the record that asks for it
    identifier_hash BYTES  NOT NULL, -- whose record it is
    state           TEXT   NOT NULL CHECK (state IN ('open', 'blocked', 'sent', 'confirmed', 'void')),
    asked_at        BIGINT NOT NULL,
    sent_at         BIGINT,
    confirmed_at    BIGINT,
    request_id      TEXT,   -- the platform's
    cause           TEXT,   -- of what is blocked, with its next step
    next_step       TEXT,
    PRIMARY KEY (list, member_key, seq),
    CHECK ((state IN ('sent', 'confirmed')) = (sent_at IS NOT NULL)),
    CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL))
);
CREATE INDEX removals_state ON removals (state, list);
CREATE INDEX removals_person ON removals (identifier_hash);

-- Up to which record of the registry the lists were looked through.
CREATE TABLE withdrawal_head (
    id  BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);

-- A wish for a job that is running already: it begins anew then.
ALTER TABLE queue ADD COLUMN asked_again BIGINT;
