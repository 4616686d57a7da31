-- name: sync_get
SELECT s.id, s.audience_id, s.account_id, s.list_number, s.schedule, s.drift_pct, s.state, s.approved_push,
       s.approved_size, s.next_at, s.last_at, s.last_push, s.cause, s.next_step, s.created_at, p.audience_name,
       p.list_name, p.asked_by, p.asked_by_name, p.decided_by_name AS approved_by_name, a.platform,
       a.name AS account_name, l.state AS last_state
  FROM syncs AS s
  JOIN pushes AS p ON p.id = s.approved_push
  JOIN accounts AS a ON a.id = s.account_id
  LEFT JOIN pushes AS l ON l.id = s.last_push
 WHERE s.id = :id;

-- name: sync_list
SELECT s.id, s.audience_id, s.account_id, s.list_number, s.schedule, s.drift_pct, s.state, s.approved_push,
       s.approved_size, s.next_at, s.last_at, s.last_push, s.cause, s.next_step, s.created_at, p.audience_name,
       p.list_name, p.asked_by, p.asked_by_name, p.decided_by_name AS approved_by_name, a.platform,
       a.name AS account_name, l.state AS last_state
  FROM syncs AS s
  JOIN pushes AS p ON p.id = s.approved_push
  JOIN accounts AS a ON a.id = s.account_id
  LEFT JOIN pushes AS l ON l.id = s.last_push
 WHERE s.id < :cursor
 ORDER BY s.id DESC
 LIMIT :limit;

-- A list has one sync: a newer one takes the place of the one before.
-- name: sync_end_others
UPDATE syncs SET state = 'ended', next_at = NULL, cause = :cause, next_step = NULL
 WHERE list_number = :list_number AND state <> 'ended' AND id <> :id;

-- A repeated job finds its row.
-- name: sync_insert
INSERT INTO syncs (id, audience_id, account_id, list_number, schedule, drift_pct, state, approved_push, approved_size,
                   next_at, last_at, last_push, created_at)
VALUES (:id, :audience_id, :account_id, :list_number, :schedule, :drift_pct, 'active', :approved_push, :approved_size,
        :next_at, :now, :approved_push, :now)
ON CONFLICT (approved_push) DO NOTHING;

-- name: sync_approve
UPDATE syncs SET approved_push = :approved_push, approved_size = :approved_size, cause = NULL, next_step = NULL
 WHERE id = :id AND state <> 'ended';

-- name: sync_ran
UPDATE syncs SET next_at = :next_at, last_at = :due_at, last_push = COALESCE(CAST(:last_push AS TEXT), last_push),
                 cause = :cause, next_step = :next_step
 WHERE id = :id AND state = 'active' AND next_at = :due_at;

-- name: sync_set_state
UPDATE syncs SET state = :state, next_at = NULLIF(CAST(:next_at AS BIGINT), 0), last_push = :last_push, cause = :cause, next_step = :next_step
 WHERE id = :id AND state <> 'ended';
