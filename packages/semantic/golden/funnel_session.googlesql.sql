WITH step_1 AS ( -- step 1
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        events.event_timestamp AS moment,
        events.event_id AS event
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND events.event_name = @event_name
      AND events.event_date BETWEEN @from AND @to
),
step_2 AS ( -- step 2
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        events.event_timestamp AS moment,
        events.event_id AS event
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND events.event_name = @event_name_4
      AND events.event_date BETWEEN @from AND @to
),
step_3 AS ( -- step 3
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        events.event_timestamp AS moment,
        events.event_id AS event
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND events.event_name = @event_name_5
      AND events.event_date BETWEEN @from AND @to
),
step_4 AS ( -- step 4
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        events.event_timestamp AS moment,
        events.event_id AS event
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND events.event_name = @event_name_6
      AND events.event_date BETWEEN @from AND @to
),
marked AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        1 AS is_1,
        0 AS is_2,
        0 AS is_3,
        0 AS is_4
    FROM step_1
    UNION ALL
    SELECT
        key_1,
        key_2,
        moment,
        event,
        0 AS is_1,
        1 AS is_2,
        0 AS is_3,
        0 AS is_4
    FROM step_2
    UNION ALL
    SELECT
        key_1,
        key_2,
        moment,
        event,
        0 AS is_1,
        0 AS is_2,
        1 AS is_3,
        0 AS is_4
    FROM step_3
    UNION ALL
    SELECT
        key_1,
        key_2,
        moment,
        event,
        0 AS is_1,
        0 AS is_2,
        0 AS is_3,
        1 AS is_4
    FROM step_4
),
step_events AS ( -- a row an event, which may be several steps
    SELECT
        key_1,
        key_2,
        moment,
        event,
        max(is_1) AS is_1,
        max(is_2) AS is_2,
        max(is_3) AS is_3,
        max(is_4) AS is_4
    FROM marked
    GROUP BY 1, 2, 3, 4
),
chain_1 AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        is_2,
        is_3,
        is_4,
        CASE WHEN is_1 = 1 THEN moment END AS begun_1
    FROM step_events
),
chain_2 AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        is_3,
        is_4,
        begun_1,
        CASE WHEN is_2 = 1 THEN max(begun_1) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS begun_2
    FROM chain_1
),
chain_3 AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        is_4,
        begun_1,
        begun_2,
        CASE WHEN is_3 = 1 THEN max(begun_2) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS begun_3
    FROM chain_2
),
chain_4 AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        begun_1,
        begun_2,
        begun_3,
        CASE WHEN is_4 = 1 THEN max(begun_3) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS begun_4
    FROM chain_3
),
reached AS ( -- a row a user or session, 1 for each step reached
    SELECT
        key_1,
        key_2,
        max(CASE WHEN begun_1 IS NOT NULL THEN 1 ELSE 0 END) AS reached_1,
        max(CASE WHEN begun_2 IS NOT NULL THEN 1 ELSE 0 END) AS reached_2,
        max(CASE WHEN begun_3 IS NOT NULL THEN 1 ELSE 0 END) AS reached_3,
        max(CASE WHEN begun_4 IS NOT NULL THEN 1 ELSE 0 END) AS reached_4
    FROM chain_4
    GROUP BY 1, 2
),
counts AS (
    SELECT
        count(CASE WHEN reached_1 = 1 THEN 1 END) AS count_1,
        count(CASE WHEN reached_2 = 1 THEN 1 END) AS count_2,
        count(CASE WHEN reached_3 = 1 THEN 1 END) AS count_3,
        count(CASE WHEN reached_4 = 1 THEN 1 END) AS count_4
    FROM reached
    WHERE reached_1 = 1
),
steps AS (
    SELECT
        CAST(1 AS INT64) AS step,
        CAST(@label_1 AS STRING) AS label,
        count_1 AS count,
        count_1 / nullif(count_1, 0) AS rate_from_first,
        CAST(NULL AS FLOAT64) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        CAST(2 AS INT64) AS step,
        CAST(@label_2 AS STRING) AS label,
        count_2 AS count,
        count_2 / nullif(count_1, 0) AS rate_from_first,
        count_2 / nullif(count_1, 0) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        CAST(3 AS INT64) AS step,
        CAST(@label_3 AS STRING) AS label,
        count_3 AS count,
        count_3 / nullif(count_1, 0) AS rate_from_first,
        count_3 / nullif(count_2, 0) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        CAST(4 AS INT64) AS step,
        CAST(@label_4 AS STRING) AS label,
        count_4 AS count,
        count_4 / nullif(count_1, 0) AS rate_from_first,
        count_4 / nullif(count_3, 0) AS rate_from_previous,
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
LIMIT @limit
