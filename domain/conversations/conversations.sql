-- name: conversation_insert
INSERT INTO conversations (id, name, title, owner_id, pinned, shared, turns, place, created_at, updated_at)
VALUES (:id, :name, :title, :owner_id, :pinned, :shared, :turns, :place, :created_at, :updated_at);

-- By id one that the asker may see; by name only their own.
-- name: conversation_find
SELECT c.id, c.name, c.title, c.owner_id, c.pinned, c.shared, c.turns, c.place, c.created_at, c.updated_at,
       u.name AS owner_name
  FROM conversations AS c
  LEFT JOIN users AS u ON u.id = c.owner_id
 WHERE (c.id = :key AND (c.owner_id = :who OR c.shared)) OR (c.name = :key AND c.owner_id = :who)
 ORDER BY c.id
 LIMIT 1;

-- name: conversation_list
SELECT c.id, c.name, c.title, c.owner_id, c.pinned, c.shared, c.turns, c.place, c.created_at, c.updated_at,
       u.name AS owner_name
  FROM conversations AS c
  LEFT JOIN users AS u ON u.id = c.owner_id
 WHERE (c.owner_id = :who OR c.shared) AND c.place < :cursor
   AND (CAST(:q AS TEXT) IS NULL OR LOWER(c.title) LIKE :q ESCAPE '!')
 ORDER BY c.place DESC
 LIMIT :limit;

-- Locks the row until the transaction ends: the next turn's number is its own.
-- name: conversation_hold
UPDATE conversations SET turns = turns
 WHERE id = :id;

-- name: conversation_set
UPDATE conversations
   SET title = :title, pinned = :pinned, shared = :shared, turns = :turns, place = :place, updated_at = :updated_at
 WHERE id = :id;

-- name: conversation_delete
DELETE FROM conversations
 WHERE id = :id;

-- name: turn_insert
INSERT INTO turns (conversation_id, number, replaces, question, kind, envelope, data_version, created_at)
VALUES (:conversation_id, :number, :replaces, :question, :kind, :envelope, :data_version, :created_at);

-- name: turn_list
SELECT number, replaces, question, kind, envelope, data_version, created_at
  FROM turns
 WHERE conversation_id = :id
 ORDER BY number;

-- What a next question is about: the last plan or question back that still stands, before the turn that is asked again.
-- name: turn_before
SELECT envelope
  FROM turns AS t
 WHERE conversation_id = :id AND number < :below AND (kind = 'plan' OR (kind = 'clarify' AND :plans = 0))
   AND NOT EXISTS (SELECT 1 FROM turns AS later WHERE later.conversation_id = :id AND later.replaces = t.number)
 ORDER BY number DESC
 LIMIT 1;

-- name: turn_delete_all
DELETE FROM turns
 WHERE conversation_id = :id;
