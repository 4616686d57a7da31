-- The head is one row: locking it makes one writer at a time.
-- name: audit_head_lock
UPDATE audit_head SET seq = seq + 1
 WHERE id = 1
RETURNING seq, hash AS previous;

-- name: audit_head_make
INSERT INTO audit_head (id, seq, hash)
VALUES (1, 0, :hash)
ON CONFLICT (id) DO NOTHING;

-- name: audit_head_set
UPDATE audit_head SET hash = :hash
 WHERE id = 1;

-- name: audit_insert
INSERT INTO audit (seq, at, actor, actor_name, as_owner, origin, request_id, action, object, summary, details,
                   previous, hash)
VALUES (:seq, :at, :actor, :actor_name, :as_owner, :origin, :request_id, :action, :object, :summary, :details,
        :previous, :hash);

-- name: audit_page
SELECT seq, at, actor, actor_name, as_owner, request_id, action, object, summary, details, hash
  FROM audit
 WHERE seq < :before
   AND (CAST(:who AS TEXT) IS NULL OR actor = :who)
   AND (CAST(:what AS TEXT) IS NULL OR action = :what)
   AND (CAST(:q AS TEXT) IS NULL OR LOWER(summary) LIKE :q ESCAPE '!' OR LOWER(object) LIKE :q ESCAPE '!'
        OR LOWER(actor_name) LIKE :q ESCAPE '!')
 ORDER BY seq DESC
 LIMIT :limit;

-- name: audit_chain
SELECT seq, at, actor, actor_name, as_owner, origin, request_id, action, object, summary, details, previous, hash
  FROM audit
 ORDER BY seq;

-- name: audit_head_get
SELECT seq, hash
  FROM audit_head
 WHERE id = 1;
