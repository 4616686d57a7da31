WITH step_1 AS ( -- step 1
    SELECT
        events.user_key AS key_1,
        events.event_timestamp AS moment,
        events.event_id AS event
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND CASE WHEN events.user_key IS NULL THEN events.country ELSE sessions.country END <> @country
      AND events.event_name = @event_name
      AND events.event_date BETWEEN @from AND @to
),
step_2 AS ( -- step 2
    SELECT
        items.user_key AS key_1,
        events.event_timestamp AS moment,
        items.event_id AS event
    FROM items
    LEFT JOIN events
        ON events.event_id = items.event_id
          AND events.event_date = items.event_date
          AND events.event_date BETWEEN @from AND @to
    LEFT JOIN sessions
        ON sessions.user_key = items.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM items.ga_session_id
          AND sessions.session_date = items.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE items.user_key IS NOT NULL
      AND NOT items.is_repeat
      AND sessions.country <> @country
      AND items.event_name = @event_name_5
      AND items.item_category = @item_category
      AND items.event_date BETWEEN @from AND @to
),
step_3 AS ( -- step 3
    SELECT
        events.user_key AS key_1,
        events.event_timestamp AS moment,
        events.event_id AS event
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND CASE WHEN events.user_key IS NULL THEN events.country ELSE sessions.country END <> @country
      AND events.event_name = @event_name_7
      AND events.event_date BETWEEN @from AND @to
),
marked AS (
    SELECT
        key_1,
        moment,
        event,
        1 AS is_1,
        0 AS is_2,
        0 AS is_3
    FROM step_1
    UNION ALL
    SELECT
        key_1,
        moment,
        event,
        0 AS is_1,
        1 AS is_2,
        0 AS is_3
    FROM step_2
    UNION ALL
    SELECT
        key_1,
        moment,
        event,
        0 AS is_1,
        0 AS is_2,
        1 AS is_3
    FROM step_3
),
step_events AS ( -- a row an event, which may be several steps
    SELECT
        key_1,
        moment,
        event,
        max(is_1) AS is_1,
        max(is_2) AS is_2,
        max(is_3) AS is_3
    FROM marked
    GROUP BY 1, 2, 3
),
chain_1 AS (
    SELECT
        key_1,
        moment,
        event,
        is_2,
        is_3,
        CASE WHEN is_1 = 1 THEN moment END AS begun_1
    FROM step_events
),
chain_2 AS (
    SELECT
        key_1,
        moment,
        event,
        is_3,
        begun_1,
        CASE WHEN is_2 = 1 THEN max(begun_1) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS begun_2
    FROM chain_1
),
chain_3 AS (
    SELECT
        key_1,
        moment,
        event,
        begun_1,
        begun_2,
        CASE WHEN is_3 = 1 THEN max(begun_2) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS begun_3
    FROM chain_2
),
reached AS ( -- a row a user or session, 1 for each step reached
    SELECT
        key_1,
        max(CASE WHEN moment - begun_1 <= @within_us THEN 1 ELSE 0 END) AS reached_1,
        max(CASE WHEN moment - begun_2 <= @within_us THEN 1 ELSE 0 END) AS reached_2,
        max(CASE WHEN moment - begun_3 <= @within_us THEN 1 ELSE 0 END) AS reached_3
    FROM chain_3
    GROUP BY 1
),
begun_events AS (
    SELECT
        events.user_key AS key_1,
        events.event_timestamp AS moment,
        events.event_id AS event,
        CASE WHEN events.user_key IS NULL THEN events.device_category ELSE sessions.device_category END AS device_category,
        sessions.channel_group,
        events.event_date AS day,
        TRUE AS is_in_time
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND CASE WHEN events.user_key IS NULL THEN events.country ELSE sessions.country END <> @country
      AND events.event_name = @event_name
      AND events.event_date BETWEEN @from AND @to
),
begun_ranked AS (
    SELECT
        key_1,
        device_category,
        channel_group,
        day,
        is_in_time,
        row_number() OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, device_category ASC NULLS LAST, channel_group ASC NULLS LAST) AS place
    FROM begun_events
),
begun AS ( -- how each began
    SELECT
        key_1,
        device_category,
        channel_group,
        day
    FROM begun_ranked
    WHERE place = 1
      AND is_in_time
),
counts AS (
    SELECT
        begun.device_category,
        begun.channel_group,
        count(CASE WHEN reached_1 = 1 THEN 1 END) AS count_1,
        count(CASE WHEN reached_2 = 1 THEN 1 END) AS count_2,
        count(CASE WHEN reached_3 = 1 THEN 1 END) AS count_3
    FROM reached
    LEFT JOIN begun
        ON begun.key_1 = reached.key_1
    WHERE reached_1 = 1
    GROUP BY 1, 2
),
steps AS (
    SELECT
        device_category,
        channel_group,
        CAST(1 AS INT64) AS step,
        CAST(@label_1 AS STRING) AS label,
        count_1 AS count,
        count_1 / nullif(count_1, 0) AS rate_from_first,
        CAST(NULL AS FLOAT64) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        device_category,
        channel_group,
        CAST(2 AS INT64) AS step,
        CAST(@label_2 AS STRING) AS label,
        count_2 AS count,
        count_2 / nullif(count_1, 0) AS rate_from_first,
        count_2 / nullif(count_1, 0) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        device_category,
        channel_group,
        CAST(3 AS INT64) AS step,
        CAST(@label_3 AS STRING) AS label,
        count_3 AS count,
        count_3 / nullif(count_1, 0) AS rate_from_first,
        count_3 / nullif(count_2, 0) AS rate_from_previous,
        count_1 AS first
    FROM counts
)
SELECT
    device_category,
    channel_group,
    step,
    label,
    count,
    rate_from_first,
    rate_from_previous
FROM steps
ORDER BY first DESC NULLS LAST, device_category ASC NULLS LAST, channel_group ASC NULLS LAST, step ASC NULLS LAST
LIMIT @limit
