WITH by_events AS (
    SELECT
        events.event_date AS date,
        count(CASE WHEN events.event_name IN ('page_view', 'screen_view') THEN 1 END) AS views
    FROM events
    WHERE events.event_date BETWEEN @from AND @to
      AND starts_with(events.page_path, @page_path)
    GROUP BY 1
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        views
    FROM by_events
    UNION ALL
    SELECT
        points.date,
        NULL AS views
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 DAY))) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(views) AS views
    FROM filled
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(views, 0) AS views -- Views
FROM combined
ORDER BY date ASC NULLS LAST, views DESC NULLS LAST
LIMIT @limit
