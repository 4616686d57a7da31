-- What a push would do, rehearsed against a simulator before anybody is asked: a part of what is approved.
ALTER TABLE pushes ADD COLUMN rehearsal TEXT; -- JSON
-- An approval may hold for more than one push: for those that a schedule begins, within a band of size.
ALTER TABLE pushes ADD COLUMN schedule TEXT;
ALTER TABLE pushes ADD COLUMN drift_pct DOUBLE PRECISION;
ALTER TABLE pushes ADD COLUMN sync_id TEXT;
ALTER TABLE pushes ADD COLUMN due_at BIGINT; -- of the run that it is
CREATE UNIQUE INDEX pushes_due ON pushes (sync_id, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE syncs (
    id              TEXT   NOT NULL PRIMARY KEY,
    audience_id     TEXT   NOT NULL REFERENCES audiences (id),
    account_id      TEXT   NOT NULL REFERENCES accounts (id),
    list_number     BIGINT NOT NULL REFERENCES lists (number),
    schedule        TEXT   NOT NULL,
    drift_pct       DOUBLE PRECISION NOT NULL CHECK (drift_pct >= 0 AND drift_pct <= 100),
    state           TEXT   NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
    approved_push   TEXT   NOT NULL REFERENCES pushes (id), -- the last that a person approved
    approved_size   BIGINT NOT NULL,
    next_at         BIGINT, -- of the next run; none while it is paused or ended
    last_at         BIGINT,
    last_push       TEXT,
    cause           TEXT, -- why the last run began no push, or why it is paused
    next_step       TEXT,
    created_at      BIGINT NOT NULL,
    CHECK ((state = 'active') = (next_at IS NOT NULL))
);
CREATE UNIQUE INDEX syncs_list ON syncs (list_number) WHERE state <> 'ended';
CREATE UNIQUE INDEX syncs_approved ON syncs (approved_push);
