-- name: account_insert
INSERT INTO accounts (id, platform, external_id, login_id, name, token, sandbox, created_by, created_at)
VALUES (:id, :platform, :external_id, :login_id, :name, :token, :sandbox, :created_by, :created_at);

-- name: account_get
SELECT id, platform, external_id, login_id, name, token, sandbox, created_by, created_at
  FROM accounts
 WHERE id = :id;

-- name: account_find
SELECT id, platform, external_id, login_id, name, token, sandbox, created_by, created_at
  FROM accounts
 WHERE platform = :platform AND external_id = :external_id;

-- A person names an account by our id or by the platform's.
-- name: account_named
SELECT id, platform, external_id, login_id, name, token, sandbox, created_by, created_at
  FROM accounts
 WHERE id = :name OR external_id = :name
 ORDER BY id
 LIMIT 1;

-- name: account_list
SELECT id, platform, external_id, login_id, name, sandbox, created_by, created_at
  FROM accounts
 WHERE id > :cursor
 ORDER BY id
 LIMIT :limit;
