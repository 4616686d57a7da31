WITH marked AS (
    SELECT
        events.user_key AS key_1,
        events.event_timestamp AS moment,
        events.event_id AS event,
        CASE WHEN events.page_path = $page_path THEN 1 ELSE 0 END AS is_1,
        CASE WHEN events.page_path = $page_path_2 THEN 1 ELSE 0 END AS is_2
    FROM events
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND (events.page_path = $page_path OR events.page_path = $page_path_2)
      AND isodow(events.event_date) IN (1, 2, 3, 4, 5)
),
step_events AS ( -- a row an event, which may be several steps
    SELECT
        key_1,
        moment,
        event,
        max(is_1) AS is_1,
        max(is_2) AS is_2
    FROM marked
    GROUP BY 1, 2, 3
),
lasts AS (
    SELECT
        key_1,
        moment,
        event,
        max(CASE WHEN is_1 = 1 THEN moment END) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS last_1,
        max(CASE WHEN is_2 = 1 THEN moment END) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS last_2
    FROM step_events
),
reached AS ( -- a row a user or session, 1 for each step reached
    SELECT
        key_1,
        max(CASE WHEN moment - last_1 <= $within_us THEN 1 ELSE 0 END) AS reached_1,
        max(CASE WHEN moment - last_1 <= $within_us AND moment - last_2 <= $within_us THEN 1 ELSE 0 END) AS reached_2
    FROM lasts
    GROUP BY 1
),
counts AS (
    SELECT
        count(CASE WHEN reached_1 = 1 THEN 1 END) AS count_1,
        count(CASE WHEN reached_2 = 1 THEN 1 END) AS count_2
    FROM reached
    WHERE reached_1 = 1
),
steps AS (
    SELECT
        CAST(1 AS BIGINT) AS step,
        CAST($label_1 AS VARCHAR) AS label,
        count_1 AS count,
        count_1 / nullif(count_1, 0) AS rate_from_first,
        CAST(NULL AS DOUBLE) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        CAST(2 AS BIGINT) AS step,
        CAST($label_2 AS VARCHAR) AS label,
        count_2 AS count,
        count_2 / nullif(count_1, 0) AS rate_from_first,
        count_2 / nullif(count_1, 0) AS rate_from_previous,
        count_1 AS first
    FROM counts
)
SELECT
    step,
    label,
    count,
    rate_from_first,
    rate_from_previous
FROM steps
ORDER BY step ASC NULLS LAST
LIMIT $limit
