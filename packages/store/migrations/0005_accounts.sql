-- Accounts can be removed: the row stays for its lists and receipts. A list's marker is stored as it is sent.
ALTER TABLE accounts ADD COLUMN removed_at BIGINT;
DROP INDEX accounts_external;
CREATE UNIQUE INDEX accounts_external ON accounts (platform, external_id) WHERE removed_at IS NULL;
DROP INDEX lists_marker;
UPDATE lists SET marker = 'truffle:' || audience_id;
CREATE UNIQUE INDEX lists_marker ON lists (account_id, marker);
