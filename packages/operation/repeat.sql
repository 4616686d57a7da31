-- name: repeat_find
SELECT asked, answer
  FROM repeats
 WHERE who = :who AND name = :name AND at > :since;

-- name: repeat_forget
DELETE FROM repeats
 WHERE at <= :since;

-- name: repeat_keep
INSERT INTO repeats (who, name, asked, answer, at)
VALUES (:who, :name, :asked, :answer, :now);
