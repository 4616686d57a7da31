-- One that is running may have passed the place that the new wish is about: it runs again when it has ended.
-- name: queue_insert
INSERT INTO queue (id, kind, subject, state, due_at, attempt, lapses, lease, created_at)
VALUES (:id, :kind, :subject, 'waiting', :due_at, 0, 0, 0, :now)
ON CONFLICT (kind, subject) WHERE state IN ('waiting', 'running') DO UPDATE
   SET asked_again = CASE WHEN queue.state = 'running' THEN excluded.due_at END;

-- A lease that ran out goes first: its work is under way.
-- name: queue_claim (sqlite)
UPDATE queue
   SET state = 'running', attempt = attempt + CASE WHEN state = 'waiting' THEN 1 ELSE 0 END,
       lapses = lapses + CASE WHEN state = 'running' THEN 1 ELSE 0 END, lease = lease + 1, lease_until = :until,
       worker = :worker
 WHERE id = COALESCE((SELECT id FROM queue WHERE state = 'running' AND lease_until < :now ORDER BY lease_until LIMIT 1),
                     (SELECT id FROM queue WHERE state = 'waiting' AND due_at <= :now ORDER BY due_at, id LIMIT 1))
RETURNING id, kind, subject, attempt, lapses, lease, due_at, created_at;

-- PostgreSQL has many writers: a row that another is claiming is passed over.
-- name: queue_claim (postgres)
WITH lapsed AS (
    SELECT id FROM queue WHERE state = 'running' AND lease_until < :now
     ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED
), due AS (
    SELECT id FROM queue WHERE state = 'waiting' AND due_at <= :now
     ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE queue
   SET state = 'running', attempt = attempt + CASE WHEN state = 'waiting' THEN 1 ELSE 0 END,
       lapses = lapses + CASE WHEN state = 'running' THEN 1 ELSE 0 END, lease = lease + 1, lease_until = :until,
       worker = :worker
 WHERE id = COALESCE((SELECT id FROM lapsed), (SELECT id FROM due))
RETURNING id, kind, subject, attempt, lapses, lease, due_at, created_at;

-- name: queue_beat
UPDATE queue SET lease_until = :until
 WHERE id = :id AND lease = :lease AND state = 'running';

-- name: queue_progress
UPDATE queue SET lease_until = :until, lapses = 0
 WHERE id = :id AND lease = :lease AND state = 'running';

-- name: queue_fence
UPDATE queue SET lease_until = lease_until
 WHERE id = :id AND lease = :lease AND state = 'running';

-- name: queue_done
UPDATE queue
   SET state = CASE WHEN asked_again IS NULL THEN 'done' ELSE 'waiting' END, lease_until = NULL,
       finished_at = CASE WHEN asked_again IS NULL THEN CAST(:now AS BIGINT) END,
       due_at = COALESCE(asked_again, due_at), attempt = CASE WHEN asked_again IS NULL THEN attempt ELSE 0 END,
       asked_again = NULL
 WHERE id = :id AND lease = :lease AND state = 'running';

-- name: queue_wait
UPDATE queue
   SET state = 'waiting', lease_until = NULL, attempt = attempt - 1, asked_again = NULL,
       due_at = CASE WHEN asked_again < :due_at THEN asked_again ELSE CAST(:due_at AS BIGINT) END
 WHERE id = :id AND lease = :lease AND state = 'running';

-- name: queue_again
UPDATE queue SET state = 'waiting', lease_until = NULL, due_at = :due_at, error = :error
 WHERE id = :id AND lease = :lease AND state = 'running';

-- name: queue_failed
UPDATE queue
   SET state = CASE WHEN asked_again IS NULL THEN 'failed' ELSE 'waiting' END, lease_until = NULL, error = :error,
       finished_at = CASE WHEN asked_again IS NULL THEN CAST(:now AS BIGINT) END,
       due_at = COALESCE(asked_again, due_at), attempt = CASE WHEN asked_again IS NULL THEN attempt ELSE 0 END,
       asked_again = NULL
 WHERE id = :id AND lease = :lease AND state = 'running';

-- For a process that is alone on its database: whoever held these leases is gone.
-- name: queue_release_all
UPDATE queue SET lease_until = 0
 WHERE state = 'running';
