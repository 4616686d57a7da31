-- The installation's data keys, each sealed under the master key.
CREATE TABLE vault_keys (
    name       TEXT   NOT NULL PRIMARY KEY,
    sealed     BYTES  NOT NULL, -- AES-256-GCM, bound to the name
    created_at BIGINT NOT NULL
);
