-- name: consent_next
UPDATE consent_head SET seq = seq + :n
 WHERE id = 1
RETURNING seq;

-- name: consent_head_make
INSERT INTO consent_head (id, seq)
VALUES (1, 0)
ON CONFLICT (id) DO NOTHING;

-- name: consent_head_get
SELECT seq
  FROM consent_head
 WHERE id = 1;

-- name: consent_insert
INSERT INTO consents (seq, id, identifier_type, identifier_hash, consent_type, state, source, at, recorded_at, recorded_by)
VALUES (:seq, :id, :identifier_type, :identifier_hash, :consent_type, :state, :source, :at, :recorded_at, :recorded_by);

-- What was said last counts, not what was recorded last: an old file that comes late changes nothing.
-- name: consent_now_set
INSERT INTO consent_now (identifier_hash, consent_type, state, seq, at)
VALUES (:identifier_hash, :consent_type, :state, :seq, :at)
ON CONFLICT (identifier_hash, consent_type) DO UPDATE
   SET state = excluded.state, seq = excluded.seq, at = excluded.at
 WHERE excluded.at >= consent_now.at;

-- name: consent_get
SELECT seq, id, identifier_type, identifier_hash, consent_type, state, source, at, recorded_at, recorded_by
  FROM consents
 WHERE id = :id;

-- name: consent_history
SELECT seq, id, identifier_type, identifier_hash, consent_type, state, source, at, recorded_at, recorded_by
  FROM consents
 WHERE identifier_hash = :identifier_hash AND consent_type = :consent_type
 ORDER BY at DESC, seq DESC
 LIMIT 50;

-- name: consent_now_after
SELECT identifier_hash
  FROM consent_now
 WHERE seq > :seq
 ORDER BY identifier_hash;

-- name: consent_now_page
SELECT identifier_hash, consent_type, state
  FROM consent_now
 WHERE (identifier_hash, consent_type) > (:hash, :type)
 ORDER BY identifier_hash, consent_type
 LIMIT :limit;

-- name: consent_now_of
SELECT consent_type, state
  FROM consent_now
 WHERE identifier_hash = :a OR identifier_hash = :b OR identifier_hash = :c;
