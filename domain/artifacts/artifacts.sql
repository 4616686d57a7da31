-- name: artifact_insert
INSERT INTO artifacts (id, name, kind, plan, sql, owner_id, shared, created_at, updated_at)
VALUES (:id, :name, :kind, :plan, :sql, :owner_id, :shared, :created_at, :updated_at);

-- name: artifact_get
SELECT a.id, a.name, a.kind, a.plan, a.sql, a.owner_id, a.shared, a.created_at, a.updated_at, u.name AS owner_name
  FROM artifacts AS a
  LEFT JOIN users AS u ON u.id = a.owner_id
 WHERE a.id = :id AND (a.owner_id = :who OR a.shared);

-- name: artifact_list
SELECT a.id, a.name, a.kind, a.plan, a.sql, a.owner_id, a.shared, a.created_at, a.updated_at, u.name AS owner_name
  FROM artifacts AS a
  LEFT JOIN users AS u ON u.id = a.owner_id
 WHERE (a.owner_id = :who OR a.shared) AND a.id < :cursor
   AND (CAST(:q AS TEXT) IS NULL OR LOWER(a.name) LIKE :q ESCAPE '!')
 ORDER BY a.id DESC
 LIMIT :limit;

-- name: artifact_set
UPDATE artifacts
   SET name = :name, plan = :plan, sql = :sql, shared = :shared, updated_at = :updated_at
 WHERE id = :id AND owner_id = :owner_id;

-- name: artifact_delete
DELETE FROM artifacts
 WHERE id = :id AND owner_id = :who;
