-- name: account_insert
INSERT INTO accounts (id, platform, external_id, login_id, name, token, sandbox, created_by, created_at, removed_at)
VALUES (:id, :platform, :external_id, :login_id, :name, :token, :sandbox, :created_by, :created_at, :removed_at);

-- With those that were removed: receipts name them.
-- name: account_get
SELECT id, platform, external_id, login_id, name, token, sandbox, created_by, created_at, removed_at
  FROM accounts
 WHERE id = :id;

-- name: account_find
SELECT id, platform, external_id, login_id, name, token, sandbox, created_by, created_at, removed_at
  FROM accounts
 WHERE platform = :platform AND external_id = :external_id AND removed_at IS NULL;

-- A person names an account by our id or by the platform's.
-- name: account_named
SELECT id, platform, external_id, login_id, name, token, sandbox, created_by, created_at, removed_at
  FROM accounts
 WHERE (id = :name OR external_id = :name) AND removed_at IS NULL
 ORDER BY id
 LIMIT 1;

-- name: account_list
SELECT id, platform, external_id, login_id, name, sandbox, created_by, created_at
  FROM accounts
 WHERE id > :cursor AND removed_at IS NULL
 ORDER BY id
 LIMIT :limit;

-- name: account_find_removed
SELECT id
  FROM accounts
 WHERE platform = :platform AND external_id = :external_id AND sandbox = :sandbox AND removed_at IS NOT NULL;

-- name: account_set
UPDATE accounts
   SET login_id = :login_id, name = :name, token = :token, created_by = :created_by, created_at = :created_at,
       removed_at = :removed_at
 WHERE id = :id;

-- Pushes that will still want the account. One that nobody decided in time is over.
-- name: account_open_pushes
SELECT COUNT(*)
  FROM pushes
 WHERE account_id = :id
   AND (state IN ('queued', 'running', 'waiting_for_platform')
        OR (state = 'waiting_for_approval' AND expires_at > :now));
