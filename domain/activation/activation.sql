-- name: list_find
SELECT number, platform_id AS list_id, name AS list_name, marker, membership_days
  FROM lists
 WHERE account_id = :account_id AND audience_id = :audience_id;

-- name: list_hold
UPDATE lists SET number = number
 WHERE number = :number;

-- name: list_insert
INSERT INTO lists (number, account_id, audience_id, platform_id, name, marker, membership_days, created_at)
SELECT COALESCE(MAX(number), 0) + 1, CAST(:account_id AS TEXT), CAST(:audience_id AS TEXT), NULL, CAST(:list_name AS TEXT),
       CAST(:marker AS TEXT), CAST(:membership_days AS BIGINT), CAST(:created_at AS BIGINT)
  FROM lists;

-- name: list_set_platform_id
UPDATE lists SET platform_id = :list_id
 WHERE number = :number;

-- name: push_next_number
SELECT COALESCE(MAX(number), 0) + 1 AS number
  FROM pushes;

-- name: push_insert
INSERT INTO pushes (id, number, audience_id, audience_name, audience_version, definition_hash, account_id, list_number,
                    list_name, holdout_pct, membership_days, note, state, cancel_asked, digest, expected, rehearsal,
                    schedule, drift_pct, sync_id, due_at, asked_by,
                    asked_by_name, asked_linked_by, asked_at, expires_at)
VALUES (:id, :number, :audience_id, :audience_name, :audience_version, :definition_hash, :account_id, :list_number,
        :list_name, :holdout_pct, :membership_days, :note, :state, :cancel_asked, :digest, :expected, :rehearsal,
        :schedule, :drift_pct, :sync_id, :due_at, :asked_by,
        :asked_by_name, :asked_linked_by, :asked_at, :expires_at);

-- name: push_get
SELECT p.id, p.number, p.audience_id, p.audience_name, p.audience_version, p.definition_hash, p.account_id, p.list_number,
       p.list_name, p.holdout_pct, p.membership_days, p.note, p.state, p.cause, p.next_step, p.cancel_asked, p.digest,
       p.expected, p.rehearsal, p.schedule, p.drift_pct, p.sync_id, p.due_at, p.asked_by, p.asked_by_name, p.asked_linked_by, p.asked_at, p.expires_at, p.decided_by,
       p.decided_by_name, p.decided_at, p.decision_note, p.data_version, p.consent_seq, p.total, p.started_at, p.finished_at, p.platform_says,
       a.platform, a.name AS account_name, l.platform_id AS list_id, l.marker AS list_marker, v.words, v.changes
  FROM pushes AS p
  JOIN accounts AS a ON a.id = p.account_id
  JOIN lists AS l ON l.number = p.list_number
  JOIN audience_versions AS v ON v.audience_id = p.audience_id AND v.version = p.audience_version
 WHERE p.id = :id;

-- name: push_list
SELECT p.id, p.number, p.audience_id, p.audience_name, p.audience_version, p.definition_hash, p.account_id, p.list_number,
       p.list_name, p.holdout_pct, p.membership_days, p.note, p.state, p.cause, p.next_step, p.cancel_asked, p.digest,
       p.expected, p.rehearsal, p.schedule, p.drift_pct, p.sync_id, p.due_at, p.asked_by, p.asked_by_name, p.asked_linked_by, p.asked_at, p.expires_at, p.decided_by,
       p.decided_by_name, p.decided_at, p.decision_note, p.data_version, p.consent_seq, p.total, p.started_at, p.finished_at, p.platform_says,
       a.platform, a.name AS account_name, l.platform_id AS list_id, l.marker AS list_marker, v.words, v.changes
  FROM pushes AS p
  JOIN accounts AS a ON a.id = p.account_id
  JOIN lists AS l ON l.number = p.list_number
  JOIN audience_versions AS v ON v.audience_id = p.audience_id AND v.version = p.audience_version
 WHERE p.id < :cursor
   AND (CAST(:states AS TEXT) IS NULL OR CAST(:states AS TEXT) LIKE '% ' || p.state || ' %')
   AND (CAST(:q AS TEXT) IS NULL OR LOWER(p.audience_name) LIKE :q ESCAPE '!')
 ORDER BY p.id DESC
 LIMIT :limit;

-- name: push_decide
UPDATE pushes
   SET state = :state, decided_by = :decided_by, decided_by_name = :decided_by_name, decided_at = :decided_at,
       decision_note = :decision_note, cause = :cause, finished_at = :finished_at
 WHERE id = :id AND state = 'waiting_for_approval';

-- name: push_set_state
UPDATE pushes SET state = :state, cause = :cause, next_step = :next_step, finished_at = :finished_at
 WHERE id = :id;

-- name: push_ask_cancel
UPDATE pushes SET cancel_asked = :cancel_asked
 WHERE id = :id;

-- name: push_is_cancelled
SELECT cancel_asked
  FROM pushes
 WHERE id = :id;

-- Of another that began on the same list later: what this one would send is old.
-- name: push_later_on_list
SELECT COUNT(*)
  FROM pushes
 WHERE list_number = :list_number AND id <> :id AND started_at > :started_at;

-- name: push_expire
UPDATE pushes SET state = 'voided', cause = :cause, finished_at = :now
 WHERE id = :id AND state = 'waiting_for_approval' AND expires_at <= :now;

-- name: push_start
UPDATE pushes
   SET state = 'running', data_version = :data_version, consent_seq = :consent_seq, total = :total,
       started_at = COALESCE(started_at, :now), cause = NULL, next_step = NULL, finished_at = NULL
 WHERE id = :id;

-- name: push_running_on_list
SELECT COUNT(*)
  FROM pushes
 WHERE list_number = :list_number AND state = 'running' AND id <> :id;

-- name: push_set_says
UPDATE pushes SET platform_says = :platform_says
 WHERE id = :id;

-- name: receipt_get
SELECT audience, sent, already_there, held_out, no_consent, no_identifier, duplicate, rejected, failed, not_sent,
       removed, refreshed
  FROM receipts
 WHERE push_id = :id;

-- The sum of the batches. What no batch came to is not sent.
-- name: receipt_put
INSERT INTO receipts (push_id, audience, sent, already_there, held_out, no_consent, no_identifier, duplicate, rejected,
                      failed, not_sent, removed, refreshed, made_at)
SELECT CAST(:id AS TEXT), CASE WHEN b.scanned > :audience THEN b.scanned ELSE CAST(:audience AS BIGINT) END, b.sent,
       b.already_there, b.held_out, b.no_consent, b.no_identifier, b.duplicate, b.rejected, b.failed,
       CASE WHEN b.scanned > :audience THEN 0 ELSE CAST(:audience AS BIGINT) - b.scanned END, b.removed, b.refreshed,
       CAST(:now AS BIGINT)
  FROM (SELECT CAST(COALESCE(SUM(scanned), 0) AS BIGINT) AS scanned, CAST(COALESCE(SUM(sent), 0) AS BIGINT) AS sent,
               CAST(COALESCE(SUM(already_there), 0) AS BIGINT) AS already_there,
               CAST(COALESCE(SUM(held_out), 0) AS BIGINT) AS held_out,
               CAST(COALESCE(SUM(no_consent), 0) AS BIGINT) AS no_consent,
               CAST(COALESCE(SUM(no_identifier), 0) AS BIGINT) AS no_identifier,
               CAST(COALESCE(SUM(duplicate), 0) AS BIGINT) AS duplicate,
               CAST(COALESCE(SUM(rejected), 0) AS BIGINT) AS rejected,
               CAST(COALESCE(SUM(failed), 0) AS BIGINT) AS failed,
               CAST(COALESCE(SUM(removed), 0) AS BIGINT) AS removed,
               CAST(COALESCE(SUM(refreshed), 0) AS BIGINT) AS refreshed
          FROM push_batches
         WHERE push_id = :id AND state <> 'sending') AS b
 WHERE TRUE
    ON CONFLICT (push_id) DO UPDATE
   SET audience = excluded.audience, sent = excluded.sent, already_there = excluded.already_there,
       held_out = excluded.held_out, no_consent = excluded.no_consent, no_identifier = excluded.no_identifier,
       duplicate = excluded.duplicate, rejected = excluded.rejected, failed = excluded.failed,
       not_sent = excluded.not_sent, removed = excluded.removed, refreshed = excluded.refreshed,
       made_at = excluded.made_at;

-- name: receipt_so_far
SELECT CAST(COALESCE(SUM(scanned), 0) AS BIGINT) AS audience, CAST(COALESCE(SUM(sent), 0) AS BIGINT) AS sent,
       CAST(COALESCE(SUM(already_there), 0) AS BIGINT) AS already_there,
       CAST(COALESCE(SUM(held_out), 0) AS BIGINT) AS held_out,
       CAST(COALESCE(SUM(no_consent), 0) AS BIGINT) AS no_consent,
       CAST(COALESCE(SUM(no_identifier), 0) AS BIGINT) AS no_identifier,
       CAST(COALESCE(SUM(duplicate), 0) AS BIGINT) AS duplicate,
       CAST(COALESCE(SUM(rejected), 0) AS BIGINT) AS rejected, CAST(COALESCE(SUM(failed), 0) AS BIGINT) AS failed,
       CAST(COALESCE(SUM(removed), 0) AS BIGINT) AS removed, CAST(COALESCE(SUM(refreshed), 0) AS BIGINT) AS refreshed
  FROM push_batches
 WHERE push_id = :id AND state <> 'sending';

-- name: push_progress
SELECT COALESCE(SUM(scanned), 0)
  FROM push_batches
 WHERE push_id = :id AND act = 'add' AND state <> 'sending';
