-- People, sign-in, the workspace, the audit log, the queue.
CREATE TABLE workspace (
    id         BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    name       TEXT    CHECK (length(name) BETWEEN 1 AND 80),
    time_zone  TEXT    NOT NULL,
    currency   TEXT    NOT NULL CHECK (length(currency) = 3),
    demo       BOOLEAN NOT NULL
);

CREATE TABLE users (
    id           TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    role         TEXT    NOT NULL CHECK (role IN ('user', 'admin', 'superadmin')),
    approver     BOOLEAN NOT NULL,
    auditor      BOOLEAN NOT NULL,
    disabled     BOOLEAN NOT NULL,
    theme        TEXT    NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    created_at   BIGINT  NOT NULL,
    last_seen_at BIGINT
);
CREATE UNIQUE INDEX users_name ON users (name);

CREATE TABLE signin_links (
    token_hash BYTES  NOT NULL PRIMARY KEY, -- SHA-256: the token itself is stored nowhere
    user_id    TEXT   NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE sessions (
    token_hash BYTES  NOT NULL PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE audit (
    seq        BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    actor      TEXT   NOT NULL,
    actor_name TEXT   NOT NULL,
    as_owner   BOOLEAN NOT NULL,
    origin     TEXT,
    request_id TEXT,
    action     TEXT   NOT NULL,
    object     TEXT,
    summary    TEXT,
    details    TEXT   NOT NULL, -- canonical JSON, nothing personal
    previous   BYTES  NOT NULL,
    hash       BYTES  NOT NULL
);
CREATE INDEX audit_actor ON audit (actor, seq);
CREATE INDEX audit_action ON audit (action, seq);
CREATE TABLE audit_head (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash BYTES  NOT NULL
);
-- only: sqlite
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
-- only: sqlite
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
-- only: postgres
CREATE FUNCTION audit_refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the audit log is not changed'; END $$ LANGUAGE plpgsql;
-- only: postgres
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TABLE queue (
    id          TEXT   NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    subject     TEXT   NOT NULL, -- what it is about: an id that the kind understands
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    due_at      BIGINT NOT NULL,
    attempt     BIGINT NOT NULL CHECK (attempt >= 0),
    lapses      BIGINT NOT NULL CHECK (lapses >= 0), -- leases that ran out since it last got on: its workers died
    lease       BIGINT NOT NULL, -- fencing number: grows with every claim
    lease_until BIGINT,
    worker      TEXT,
    error       TEXT,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT,
    CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
CREATE INDEX queue_due ON queue (due_at, id) WHERE state = 'waiting';
CREATE INDEX queue_leased ON queue (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX queue_subject ON queue (kind, subject) WHERE state IN ('waiting', 'running');
