-- Answers to requests that carried an Idempotency-Key, for 24 hours: the same request again is answered from here.
CREATE TABLE repeats (
    who    TEXT   NOT NULL,
    name   TEXT   NOT NULL, -- the key
    asked  BYTES  NOT NULL, -- SHA-256 of operation and input
    answer TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (who, name)
);
CREATE INDEX repeats_at ON repeats (at);
