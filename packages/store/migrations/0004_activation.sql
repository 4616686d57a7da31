-- Pushes, their batches, the ledger of members on lists, receipts.
CREATE TABLE lists (
    number          BIGINT NOT NULL PRIMARY KEY, -- short, because the ledger repeats it for each member
    account_id      TEXT   NOT NULL REFERENCES accounts (id),
    audience_id     TEXT   NOT NULL REFERENCES audiences (id),
    platform_id     TEXT,  -- the platform's own id, once it is known
    name            TEXT   NOT NULL,
    marker          TEXT   NOT NULL, -- ours, kept in the list's description: a list is known by it
    membership_days BIGINT NOT NULL CHECK (membership_days BETWEEN 1 AND 540),
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX lists_marker ON lists (marker);
CREATE UNIQUE INDEX lists_audience ON lists (account_id, audience_id);

CREATE TABLE pushes (
    id               TEXT   NOT NULL PRIMARY KEY,
    number           BIGINT NOT NULL,
    audience_id      TEXT   NOT NULL REFERENCES audiences (id),
    audience_name    TEXT   NOT NULL,
    audience_version BIGINT NOT NULL,
    definition_hash  TEXT   NOT NULL,
    account_id       TEXT   NOT NULL REFERENCES accounts (id),
    list_number      BIGINT NOT NULL REFERENCES lists (number),
    list_name        TEXT   NOT NULL,
    holdout_pct      DOUBLE PRECISION NOT NULL CHECK (holdout_pct >= 0 AND holdout_pct <= 50),
    membership_days  BIGINT NOT NULL,
    note             TEXT,
    state            TEXT   NOT NULL CHECK (state IN ('waiting_for_approval', 'queued', 'running', 'waiting_for_platform',
                                                      'paused', 'done', 'partly_done', 'failed', 'rejected', 'voided',
                                                      'cancelled')),
    cause            TEXT,
    next_step        TEXT,
    cancel_asked     BOOLEAN NOT NULL,
    digest           TEXT   NOT NULL,
    expected         TEXT   NOT NULL, -- JSON of what was shown
    asked_by         TEXT   NOT NULL,
    asked_by_name    TEXT   NOT NULL,
    asked_at         BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    decided_by       TEXT,
    decided_by_name  TEXT,
    decided_at       BIGINT,
    decision_note    TEXT,
    data_version     TEXT,   -- pinned when it starts
    consent_seq      BIGINT, -- that the pinned snapshot reaches
    total            BIGINT, -- customers in the audience at that version
    started_at       BIGINT,
    finished_at      BIGINT,
    platform_says    TEXT,   -- JSON
    CHECK (state IN ('waiting_for_approval', 'voided', 'cancelled') OR decided_by IS NOT NULL),
    CHECK (decided_by IS NULL OR decided_at IS NOT NULL)
);
CREATE UNIQUE INDEX pushes_number ON pushes (number);
CREATE INDEX pushes_state ON pushes (state, id);
CREATE INDEX pushes_audience ON pushes (audience_id, state);
CREATE INDEX pushes_list ON pushes (list_number, state);

CREATE TABLE push_batches (
    push_id       TEXT   NOT NULL REFERENCES pushes (id),
    number        BIGINT NOT NULL,
    act           TEXT   NOT NULL CHECK (act IN ('add', 'remove')),
    state         TEXT   NOT NULL CHECK (state IN ('sending', 'settled', 'failed')),
    from_key      BYTES  NOT NULL, -- the range of member keys that it covers: after this
    to_key        BYTES  NOT NULL, -- up to this, with it
    attempt       BIGINT NOT NULL CHECK (attempt >= 1),
    scanned       BIGINT NOT NULL, -- people of the audience in the range: the sum of the nine terms
    sent          BIGINT NOT NULL,
    already_there BIGINT NOT NULL,
    held_out      BIGINT NOT NULL,
    no_consent    BIGINT NOT NULL,
    no_identifier BIGINT NOT NULL,
    duplicate     BIGINT NOT NULL,
    rejected      BIGINT NOT NULL,
    failed        BIGINT NOT NULL,
    removed       BIGINT NOT NULL,
    refreshed     BIGINT NOT NULL,
    sealed        BYTES,  -- what was sent, for a later removal
    request_id    TEXT,   -- the platform's
    cause         TEXT,
    sent_at       BIGINT NOT NULL,
    settled_at    BIGINT,
    PRIMARY KEY (push_id, number),
    CHECK ((state = 'sending') = (settled_at IS NULL)),
    CHECK (act = 'remove' OR scanned = sent + already_there + held_out + no_consent + no_identifier + duplicate
                                      + rejected + failed)
);

-- Who is on which list, and by which batch: one row a member, in key order, settled by its batch's row.
-- only: sqlite
CREATE TABLE ledger (list BIGINT NOT NULL, member_key BYTES NOT NULL, push_id TEXT NOT NULL, batch BIGINT NOT NULL, leaving TEXT, PRIMARY KEY (list, member_key)) WITHOUT ROWID;
-- only: postgres
CREATE TABLE ledger (list BIGINT NOT NULL, member_key BYTES NOT NULL, push_id TEXT NOT NULL, batch BIGINT NOT NULL, leaving TEXT, PRIMARY KEY (list, member_key));
CREATE INDEX ledger_leaving ON ledger (list, leaving, member_key) WHERE leaving IS NOT NULL;

CREATE TABLE receipts (
    push_id       TEXT   NOT NULL PRIMARY KEY REFERENCES pushes (id),
    audience      BIGINT NOT NULL,
    sent          BIGINT NOT NULL CHECK (sent >= 0),
    already_there BIGINT NOT NULL CHECK (already_there >= 0),
    held_out      BIGINT NOT NULL CHECK (held_out >= 0),
    no_consent    BIGINT NOT NULL CHECK (no_consent >= 0),
    no_identifier BIGINT NOT NULL CHECK (no_identifier >= 0),
    duplicate     BIGINT NOT NULL CHECK (duplicate >= 0),
    rejected      BIGINT NOT NULL CHECK (rejected >= 0),
    failed        BIGINT NOT NULL CHECK (failed >= 0),
    not_sent      BIGINT NOT NULL CHECK (not_sent >= 0),
    removed       BIGINT NOT NULL CHECK (removed >= 0),
    refreshed     BIGINT NOT NULL CHECK (refreshed >= 0),
    made_at       BIGINT NOT NULL,
    CHECK (audience = sent + already_there + held_out + no_consent + no_identifier + duplicate + rejected + failed
                      + not_sent)
);
