-- name: pinned_versions
SELECT DISTINCT data_version AS id
  FROM pushes
 WHERE state IN ('queued', 'running', 'paused') AND data_version IS NOT NULL;
