WITH did_1 AS ( -- did purchase
    SELECT
        events.user_key
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.event_name = @event
      AND NOT events.is_repeat
      AND events.event_date BETWEEN @from AND @to
    GROUP BY 1
),
did_1_before AS ( -- did purchase
    SELECT
        events.user_key
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.event_name = @event
      AND NOT events.is_repeat
      AND events.event_date BETWEEN @before_from AND @before_to
    GROUP BY 1
),
by_sessions AS (
    SELECT
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND sessions.user_key IN (SELECT did_1.user_key FROM did_1)
),
by_sessions_before AS (
    SELECT
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @before_from AND @before_to
      AND sessions.user_key IN (SELECT did_1_before.user_key FROM did_1_before)
),
stacked AS (
    SELECT
        sessions,
        NULL AS sessions_before
    FROM by_sessions
    UNION ALL
    SELECT
        NULL AS sessions,
        sessions AS sessions_before
    FROM by_sessions_before
),
combined AS (
    SELECT
        max(sessions) AS sessions,
        max(sessions_before) AS sessions_before
    FROM stacked
),
answer AS (
    SELECT
        coalesce(sessions, 0) AS sessions, -- Sessions
        coalesce(sessions_before, 0) AS sessions_before
    FROM combined
)
SELECT
    answer.sessions,
    answer.sessions_before,
    answer.sessions - answer.sessions_before AS sessions_change,
    100 * (answer.sessions - answer.sessions_before) / nullif(abs(answer.sessions_before), 0) AS sessions_change_pct
FROM answer
