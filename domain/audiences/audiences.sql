-- name: audience_insert
INSERT INTO audiences (id, name, description, status, version, people, created_by, created_at, updated_at)
VALUES (:id, :name, :description, :status, :version, :people, :created_by, :created_at, :updated_at);

-- name: audience_get
SELECT a.id, a.name, a.description, a.status, a.version, a.people, a.created_by, a.created_at, a.updated_at,
       v.rules, v.words
  FROM audiences AS a
  LEFT JOIN audience_versions AS v ON v.audience_id = a.id AND v.version = a.version
 WHERE a.id = :id AND a.status <> 'archived';

-- Locks the row until the transaction ends: what is read next is still so when it is written.
-- name: audience_hold
UPDATE audiences SET updated_at = updated_at
 WHERE id = :id AND status <> 'archived';

-- name: audience_list
SELECT a.id, a.name, a.description, a.status, a.version, a.people, a.created_by, a.created_at, a.updated_at,
       v.rules, v.words
  FROM audiences AS a
  LEFT JOIN audience_versions AS v ON v.audience_id = a.id AND v.version = a.version
 WHERE a.status <> 'archived' AND a.id < :cursor
   AND (CAST(:q AS TEXT) IS NULL OR LOWER(a.name) LIKE :q ESCAPE '!')
 ORDER BY a.id DESC
 LIMIT :limit;

-- name: audience_set
UPDATE audiences
   SET name = :name, description = :description, status = :status, version = :version, people = :people,
       updated_at = :updated_at
 WHERE id = :id AND status <> 'archived';

-- name: audience_archive
UPDATE audiences SET status = 'archived', updated_at = :now
 WHERE id = :id AND status <> 'archived';

-- What waits was asked for another version: its approval would no longer be about what was shown.
-- name: audience_void_pushes
UPDATE pushes SET state = 'voided', finished_at = :now, cause = :cause
 WHERE audience_id = :id AND state = 'waiting_for_approval';

-- name: version_insert
INSERT INTO audience_versions (audience_id, version, rules, words, definition_hash, changes, created_by, created_at)
VALUES (:id, :version, :rules, :words, :definition_hash, :changes, :created_by, :created_at);

-- name: version_get
SELECT version, rules, words, definition_hash, changes, people, created_by, created_at
  FROM audience_versions
 WHERE audience_id = :id AND version = :version;

-- name: version_list
SELECT version, rules, words, definition_hash, changes, people, created_by, created_at
  FROM audience_versions
 WHERE audience_id = :id AND version < :cursor
 ORDER BY version DESC
 LIMIT :limit;

-- name: audience_people
UPDATE audiences SET people = :people
 WHERE id = :id AND version = :version;

-- name: version_people
UPDATE audience_versions SET people = :people
 WHERE audience_id = :id AND version = :version;
