WITH by_sessions AS (
    SELECT
        DATE_TRUNC(sessions.session_date, MONTH) AS date,
        sessions.source,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1, 2
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        source,
        sessions
    FROM by_sessions
    UNION ALL
    SELECT
        points.date,
        seen.source,
        NULL AS sessions
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 MONTH))) AS date) AS points
    CROSS JOIN (
        SELECT DISTINCT
            source
        FROM by_sessions
    ) AS seen
),
combined AS (
    SELECT
        date,
        source,
        max(sessions) AS sessions
    FROM filled
    GROUP BY 1, 2
),
answer AS (
    SELECT
        date, -- Date
        source, -- Source
        coalesce(sessions, 0) AS sessions -- Sessions
    FROM combined
),
figures AS (
    SELECT
        answer.date,
        answer.source,
        answer.sessions
    FROM answer
),
ranked AS (
    SELECT
        date,
        source,
        sessions,
        row_number() OVER (PARTITION BY date ORDER BY sessions DESC NULLS LAST, source ASC NULLS LAST) AS rank
    FROM figures
)
SELECT
    date,
    source,
    sessions
FROM ranked
WHERE rank <= @top
ORDER BY date ASC NULLS LAST, sessions DESC NULLS LAST, source ASC NULLS LAST
LIMIT @limit
