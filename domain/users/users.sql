-- name: workspace_get
SELECT name, time_zone, currency, demo
  FROM workspace
 WHERE id = 1;

-- name: workspace_insert
INSERT INTO workspace (id, name, time_zone, currency, demo)
VALUES (1, NULL, :time_zone, :currency, :demo)
ON CONFLICT (id) DO NOTHING;

-- name: workspace_name
UPDATE workspace SET name = :name
 WHERE id = 1;

-- name: workspace_demo
UPDATE workspace SET demo = :demo, name = COALESCE(name, :name)
 WHERE id = 1;

-- name: user_insert
INSERT INTO users (id, name, role, approver, auditor, disabled, theme, created_at)
VALUES (:id, :name, :role, :approver, :auditor, :disabled, :theme, :created_at);

-- name: user_get
SELECT id, name, role, approver, auditor, disabled, theme, created_at, last_seen_at
  FROM users
 WHERE id = :id;

-- name: user_by_name
SELECT id, name, role, approver, auditor, disabled, theme, created_at, last_seen_at
  FROM users
 WHERE name = :name;

-- name: user_list
SELECT id, name, role, approver, auditor, disabled, theme, created_at, last_seen_at
  FROM users
 WHERE id > :cursor
 ORDER BY id
 LIMIT :limit;

-- name: user_theme
UPDATE users SET theme = :theme
 WHERE id = :id;

-- The person and every superadmin who may sign in, held until the end: two who take each other's role wait for one another.
-- name: user_hold (sqlite)
SELECT id, name, role, approver, auditor, disabled, theme, created_at, last_seen_at
  FROM users
 WHERE id = :id OR (role = 'superadmin' AND NOT disabled)
 ORDER BY id;

-- name: user_hold (postgres)
SELECT id, name, role, approver, auditor, disabled, theme, created_at, last_seen_at
  FROM users
 WHERE id = :id OR (role = 'superadmin' AND NOT disabled)
 ORDER BY id
   FOR UPDATE;

-- name: user_set
UPDATE users SET role = :role, approver = :approver, auditor = :auditor, disabled = :disabled
 WHERE id = :id;

-- name: user_seen
UPDATE users SET last_seen_at = :now
 WHERE id = :id;

-- name: user_count_approvers
SELECT COUNT(*)
  FROM users
 WHERE approver AND NOT disabled AND id <> :but;

-- name: user_approvals_waiting
SELECT COUNT(*)
  FROM pushes
 WHERE state = 'waiting_for_approval' AND expires_at > :now;

-- name: link_insert
INSERT INTO signin_links (token_hash, user_id, made_by, created_at, expires_at)
VALUES (:token_hash, :user_id, :made_by, :created_at, :expires_at);

-- name: link_use
UPDATE signin_links SET used_at = :now
 WHERE token_hash = :token_hash AND used_at IS NULL AND expires_at > :now
RETURNING user_id AS id, made_by;

-- name: session_insert
INSERT INTO sessions (token_hash, user_id, linked_by, created_at, expires_at)
VALUES (:token_hash, :user_id, :linked_by, :created_at, :expires_at);

-- name: session_user
SELECT u.id, u.name, u.role, u.approver, u.auditor, u.disabled, u.theme, u.created_at, u.last_seen_at,
       s.linked_by
  FROM sessions AS s
  JOIN users AS u ON u.id = s.user_id
 WHERE s.token_hash = :token_hash AND s.expires_at > :now AND NOT u.disabled;

-- name: session_delete
DELETE FROM sessions
 WHERE token_hash = :token_hash;

-- name: session_delete_old
DELETE FROM sessions
 WHERE user_id = :user_id AND expires_at <= :now;

-- name: session_delete_all
DELETE FROM sessions
 WHERE user_id = :user_id;

-- name: link_delete_unused
DELETE FROM signin_links
 WHERE user_id = :user_id AND used_at IS NULL;

-- By somebody who hasn't the right to what the person gets now.
-- name: session_delete_linked
DELETE FROM sessions
 WHERE user_id = :user_id AND linked_by <> :but;

-- name: link_delete_linked
DELETE FROM signin_links
 WHERE user_id = :user_id AND used_at IS NULL AND made_by <> :but;
