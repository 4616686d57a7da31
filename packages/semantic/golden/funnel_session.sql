WITH step_events AS ( -- where each stands in time, by the step that it is
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        CASE WHEN events.event_name = $event_name THEN CAST(events.event_timestamp AS HUGEINT) * 18446744073709551616 + events.event_id END AS place_1,
        CASE WHEN events.event_name = $event_name_4 THEN CAST(events.event_timestamp AS HUGEINT) * 18446744073709551616 + events.event_id END AS place_2,
        CASE WHEN events.event_name = $event_name_5 THEN CAST(events.event_timestamp AS HUGEINT) * 18446744073709551616 + events.event_id END AS place_3,
        CASE WHEN events.event_name = $event_name_6 THEN CAST(events.event_timestamp AS HUGEINT) * 18446744073709551616 + events.event_id END AS place_4
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND (events.event_name = $event_name OR events.event_name = $event_name_4 OR events.event_name = $event_name_5 OR events.event_name = $event_name_6)
      AND events.event_date BETWEEN $from AND $to
),
places AS (
    SELECT
        key_1,
        key_2,
        min(place_1) AS first_1,
        array_agg(place_2) FILTER (place_2 IS NOT NULL) AS places_2,
        array_agg(place_3) FILTER (place_3 IS NOT NULL) AS places_3,
        max(place_4) AS last_4
    FROM step_events
    GROUP BY 1, 2
),
chain_2 AS (
    SELECT
        key_1,
        key_2,
        first_1,
        list_min(list_filter(places_2, lambda place: place > first_1)) AS first_2,
        places_3,
        last_4
    FROM places
),
chain_3 AS (
    SELECT
        key_1,
        key_2,
        first_1,
        first_2,
        list_min(list_filter(places_3, lambda place: place > first_2)) AS first_3,
        last_4
    FROM chain_2
),
reached AS ( -- a row a user or session, 1 for each step reached
    SELECT
        key_1,
        key_2,
        CASE WHEN first_1 IS NOT NULL THEN 1 ELSE 0 END AS reached_1,
        CASE WHEN first_2 IS NOT NULL THEN 1 ELSE 0 END AS reached_2,
        CASE WHEN first_3 IS NOT NULL THEN 1 ELSE 0 END AS reached_3,
        CASE WHEN last_4 > first_3 THEN 1 ELSE 0 END AS reached_4
    FROM chain_3
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
    UNION ALL
    SELECT
        CAST(3 AS BIGINT) AS step,
        CAST($label_3 AS VARCHAR) AS label,
        count_3 AS count,
        count_3 / nullif(count_1, 0) AS rate_from_first,
        count_3 / nullif(count_2, 0) AS rate_from_previous,
        count_1 AS first
    FROM counts
    UNION ALL
    SELECT
        CAST(4 AS BIGINT) AS step,
        CAST($label_4 AS VARCHAR) AS label,
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
LIMIT $limit
