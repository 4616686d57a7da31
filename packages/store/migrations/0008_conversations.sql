-- Conversations: questions in a row, each turn with what it became. Answers aren't kept: a plan is asked again.
CREATE TABLE conversations (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT,            -- the owner's own, by which a script goes on; none of a page's
    title      TEXT   NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    owner_id   TEXT   NOT NULL,
    pinned     BOOLEAN NOT NULL,
    shared     BOOLEAN NOT NULL, -- with the workspace, to read
    turns      BIGINT NOT NULL CHECK (turns >= 0),
    place      TEXT   NOT NULL, -- in lists: pinned, then by the last turn
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversations_name ON conversations (owner_id, name) WHERE name IS NOT NULL;
CREATE INDEX conversations_own ON conversations (owner_id, place);
CREATE INDEX conversations_shared ON conversations (place) WHERE shared;

CREATE TABLE turns (
    conversation_id TEXT   NOT NULL REFERENCES conversations (id),
    number          BIGINT NOT NULL CHECK (number >= 1),
    replaces        BIGINT CHECK (replaces < number), -- asked again in that one's place, which stays to be seen
    question        TEXT,                             -- none when a plan was changed by hand
    kind            TEXT   NOT NULL CHECK (kind IN ('plan', 'clarify', 'refuse')),
    envelope        TEXT   NOT NULL,
    data_version    TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, number)
);

-- What somebody saved under a name: a plan, or a statement.
CREATE TABLE artifacts (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind       TEXT   NOT NULL CHECK (kind IN ('plan', 'sql')),
    plan       TEXT,
    sql        TEXT,
    owner_id   TEXT   NOT NULL,
    shared     BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((kind = 'plan') = (plan IS NOT NULL) AND (kind = 'sql') = (sql IS NOT NULL))
);
CREATE UNIQUE INDEX artifacts_name ON artifacts (owner_id, name);
