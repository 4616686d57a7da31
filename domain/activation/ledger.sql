-- name: batch_put
INSERT INTO push_batches (push_id, number, act, state, from_key, to_key, attempt, scanned, sent, already_there, held_out,
                          no_consent, no_identifier, duplicate, rejected, failed, removed, refreshed, sealed, sent_at)
VALUES (:push_id, :number, :act, 'sending', :from_key, :to_key, :attempt, :scanned, :sent, :already_there, :held_out,
        :no_consent, :no_identifier, :duplicate, 0, 0, 0, :refreshed, :sealed, :now)
ON CONFLICT (push_id, number) DO UPDATE
   SET state = 'sending', from_key = excluded.from_key, to_key = excluded.to_key, attempt = excluded.attempt,
       scanned = excluded.scanned, sent = excluded.sent, already_there = excluded.already_there,
       held_out = excluded.held_out, no_consent = excluded.no_consent, no_identifier = excluded.no_identifier,
       duplicate = excluded.duplicate, rejected = 0, failed = 0, removed = 0, refreshed = excluded.refreshed,
       sealed = excluded.sealed, sent_at = excluded.sent_at, settled_at = NULL, cause = NULL, request_id = NULL;

-- name: batch_settle
UPDATE push_batches
   SET state = 'settled', sent = sent - :rejected, rejected = :rejected, removed = :removed, request_id = :request_id,
       settled_at = :now
 WHERE push_id = :push_id AND number = :number AND state = 'sending';

-- name: batch_fail
UPDATE push_batches
   SET state = 'failed', failed = CASE WHEN act = 'add' THEN sent ELSE 0 END, sent = 0, cause = :cause,
       request_id = :request_id, settled_at = :now
 WHERE push_id = :push_id AND number = :number AND state = 'sending';

-- A push that ends leaves nothing as sending: what never got an answer counts as failed.
-- name: batch_fail_open
UPDATE push_batches
   SET state = 'failed', failed = sent, sent = 0, cause = :cause, settled_at = :now
 WHERE push_id = :push_id AND act = 'add' AND state = 'sending';

-- name: batch_open_list
SELECT number, act, from_key, to_key, attempt
  FROM push_batches
 WHERE push_id = :push_id AND state <> 'settled'
 ORDER BY number;

-- name: batch_last
SELECT number, act, from_key, to_key, attempt
  FROM push_batches
 WHERE push_id = :push_id AND act = 'add'
 ORDER BY number DESC
 LIMIT 1;

-- name: batch_last_number
SELECT COALESCE(MAX(number), 0) AS number
  FROM push_batches
 WHERE push_id = :push_id;

-- name: batch_delete_open_removals
DELETE FROM push_batches
 WHERE push_id = :push_id AND act = 'remove' AND state <> 'settled';

-- name: batch_sealed
SELECT sealed
  FROM push_batches
 WHERE push_id = :push_id AND number = :number;

-- name: batch_attempt
UPDATE push_batches SET attempt = attempt + 1
 WHERE push_id = :push_id AND number = :number;

-- name: batch_requests
SELECT request_id, act
  FROM push_batches
 WHERE push_id = :push_id AND request_id IS NOT NULL
 ORDER BY number;

-- Certain is who was accepted and isn't about to be taken off: a removal may have got there without an answer.
-- name: ledger_range
SELECT l.member_key, l.push_id, l.batch, l.leaving, b.sent_at,
       CASE WHEN b.state = 'settled' AND l.leaving IS NULL THEN 0 ELSE 1 END AS is_uncertain
  FROM ledger AS l
  JOIN push_batches AS b ON b.push_id = l.push_id AND b.number = l.batch
 WHERE l.list = :list AND l.member_key > :from_key AND l.member_key <= :to_key
 ORDER BY l.member_key;

-- name: ledger_put
INSERT INTO ledger (list, member_key, push_id, batch, leaving)
VALUES (:list, :member_key, :push_id, :batch, NULL)
ON CONFLICT (list, member_key) DO UPDATE
   SET push_id = excluded.push_id, batch = excluded.batch, leaving = NULL;

-- name: ledger_leave
UPDATE ledger SET leaving = :push_id
 WHERE list = :list AND member_key = :member_key;

-- name: ledger_delete
DELETE FROM ledger
 WHERE list = :list AND member_key = :member_key;

-- Withdrawals of people whom a push took off (domain/withdrawals).
-- name: removals_sent
UPDATE removals SET state = 'sent', sent_at = :now, request_id = :request_id, cause = NULL, next_step = NULL
 WHERE list = :list AND state IN ('open', 'blocked') AND member_key >= :from_key AND member_key <= :to_key
   AND NOT EXISTS (SELECT 1 FROM ledger AS l WHERE l.list = removals.list AND l.member_key = removals.member_key);

-- name: withdrawals_pending
SELECT COUNT(*)
  FROM queue
 WHERE kind = 'withdrawal' AND subject = 'registry' AND state IN ('waiting', 'running')
   AND (state = 'running' OR due_at <= :now);

-- name: ledger_counts
SELECT COUNT(*) AS people, COUNT(leaving) AS leaving
  FROM ledger
 WHERE list = :list;

-- name: ledger_people
SELECT COUNT(*)
  FROM ledger
 WHERE list = :list;

-- name: ledger_clear
DELETE FROM ledger
 WHERE list = :list;

-- name: ledger_leaving
SELECT member_key, push_id, batch
  FROM ledger
 WHERE list = :list AND leaving IS NOT NULL AND member_key > :after
 ORDER BY member_key
 LIMIT :limit;

-- The consent head's row is held until the batch is committed, so that no record slips in between (PostgreSQL; SQLite has
-- one writer).
-- name: consent_hold (sqlite)
SELECT seq
  FROM consent_head
 WHERE id = 1;

-- name: consent_hold (postgres)
SELECT seq
  FROM consent_head
 WHERE id = 1
   FOR SHARE;
