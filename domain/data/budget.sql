-- name: spending_add
INSERT INTO spending (day, who, bytes, queries)
VALUES (:day, :who, :bytes, 1)
ON CONFLICT (day, who) DO UPDATE SET bytes = spending.bytes + :bytes, queries = spending.queries + 1;

-- name: spending_of_day
SELECT COALESCE(SUM(bytes), 0)
  FROM spending
 WHERE day = :day;

-- name: spending_of_person
SELECT COALESCE(SUM(bytes), 0)
  FROM spending
 WHERE day = :day AND who = :who;

-- name: spending_correct
UPDATE spending SET bytes = bytes + :change
 WHERE day = :day AND who = :who;
