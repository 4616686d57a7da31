WITH by_sessions AS (
    SELECT
        sessions.landing_page,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND sessions.channel_group IN (@channel_group, @channel_group_4)
      AND (sessions.country = @country OR starts_with(sessions.city, @city))
      AND (sessions.browser = @browser) IS NOT TRUE
    GROUP BY 1
)
SELECT
    landing_page, -- Landing page
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_sessions
ORDER BY sessions DESC NULLS LAST, landing_page ASC NULLS LAST
LIMIT @limit
