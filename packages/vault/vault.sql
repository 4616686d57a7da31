-- name: vault_key_get
SELECT sealed
  FROM vault_keys
 WHERE name = :name;

-- name: vault_key_insert
INSERT INTO vault_keys (name, sealed, created_at)
VALUES (:name, :sealed, :created_at)
ON CONFLICT (name) DO NOTHING;
