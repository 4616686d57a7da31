-- name: withdrawal_head_get
SELECT seq
  FROM withdrawal_head
 WHERE id = 1;

-- name: withdrawal_head_set
INSERT INTO withdrawal_head (id, seq)
VALUES (1, :seq)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq;

-- What was withdrawn since, and still is.
-- name: withdrawal_page
SELECT c.seq, c.identifier_hash, c.recorded_at
  FROM consents AS c
  JOIN consent_now AS n ON n.identifier_hash = c.identifier_hash AND n.consent_type = c.consent_type
 WHERE c.seq > :seq AND c.state = 'withdrawn' AND n.state = 'withdrawn'
   AND c.consent_type IN ('ad_user_data', 'ad_personalization')
 ORDER BY c.seq
 LIMIT :limit;

-- name: removal_lists_of
SELECT l.list, l.member_key
  FROM lists AS n
  JOIN ledger AS l ON l.list = n.number AND l.member_key = :member_key;

-- name: removal_insert
INSERT INTO removals (list, member_key, seq, identifier_hash, state, asked_at)
VALUES (:list, :member_key, :seq, :identifier_hash, 'open', :asked_at)
ON CONFLICT (list, member_key, seq) DO NOTHING;

-- A push that comes first takes them off as well.
-- name: removal_mark_leaving
UPDATE ledger SET leaving = 'withdrawal'
 WHERE list = :list AND member_key = :member_key AND leaving IS NULL;

-- name: removal_open_lists
SELECT DISTINCT list AS number
  FROM removals
 WHERE state IN ('open', 'blocked');

-- name: removal_target
SELECT l.account_id, l.platform_id AS list_id, l.name AS list_name
  FROM lists AS l
 WHERE l.number = :list;

-- name: removal_pushes
SELECT COUNT(*)
  FROM pushes
 WHERE list_number = :list AND state = 'running';

-- Who agreed again before it was done stays.
-- name: removal_void
UPDATE removals SET state = 'void', cause = NULL, next_step = NULL
 WHERE list = :list AND state IN ('open', 'blocked')
   AND NOT EXISTS (SELECT 1 FROM consent_now AS n
                    WHERE n.identifier_hash = removals.identifier_hash AND n.state = 'withdrawn'
                      AND n.consent_type IN ('ad_user_data', 'ad_personalization'));

-- name: removal_page
SELECT l.list, l.member_key, l.push_id, l.batch
  FROM ledger AS l
 WHERE l.list = :list AND l.member_key > :after
   AND EXISTS (SELECT 1 FROM removals AS r
                WHERE r.list = l.list AND r.member_key = l.member_key AND r.state IN ('open', 'blocked'))
 ORDER BY l.member_key
 LIMIT :limit;

-- Only the row that was removed: a push may have sent the person anew meanwhile.
-- name: removal_delete_row
DELETE FROM ledger
 WHERE list = :list AND member_key = :member_key AND push_id = :push_id AND batch = :batch;

-- name: removal_sent
UPDATE removals SET state = 'sent', sent_at = :now, request_id = :request_id, cause = NULL, next_step = NULL
 WHERE list = :list AND member_key = :member_key AND state IN ('open', 'blocked');

-- All that are open on a list and whom the ledger doesn't know any more.
-- name: removal_sent_rest
UPDATE removals SET state = 'sent', sent_at = :now, request_id = NULL, cause = NULL, next_step = NULL
 WHERE list = :list AND state IN ('open', 'blocked')
   AND NOT EXISTS (SELECT 1 FROM ledger AS l WHERE l.list = removals.list AND l.member_key = removals.member_key);

-- name: removal_block
UPDATE removals SET state = 'blocked', cause = :cause, next_step = :next_step
 WHERE list = :list AND state IN ('open', 'blocked');

-- name: removal_requests
SELECT DISTINCT request_id
  FROM removals
 WHERE list = :list AND state = 'sent';

-- name: removal_confirm
UPDATE removals SET state = 'confirmed', confirmed_at = :now
 WHERE list = :list AND state = 'sent' AND (request_id = :request_id OR (request_id IS NULL AND CAST(:request_id AS TEXT) IS NULL));

-- name: removal_groups
SELECT a.platform, a.id AS account_id, a.name AS account_name, l.name AS list_name, l.platform_id AS list_id, r.state,
       MIN(r.asked_at) AS asked_at, MAX(r.sent_at) AS sent_at, MAX(r.confirmed_at) AS confirmed_at, r.cause, r.next_step,
       COUNT(DISTINCT r.member_key) AS people
  FROM removals AS r
  JOIN lists AS l ON l.number = r.list
  JOIN accounts AS a ON a.id = l.account_id
 WHERE (CAST(:state AS TEXT) IS NULL OR r.state = :state)
 GROUP BY a.platform, a.id, a.name, l.name, l.platform_id, r.state, r.cause, r.next_step
 ORDER BY MIN(r.asked_at) DESC
 LIMIT :limit;

-- name: removal_person
SELECT a.platform, a.id AS account_id, a.name AS account_name, l.name AS list_name, l.platform_id AS list_id, r.state,
       r.asked_at, r.sent_at, r.confirmed_at, r.cause, r.next_step, 1 AS people
  FROM removals AS r
  JOIN lists AS l ON l.number = r.list
  JOIN accounts AS a ON a.id = l.account_id
 WHERE r.identifier_hash = :identifier_hash
 ORDER BY r.asked_at DESC, r.list
 LIMIT 1000;
