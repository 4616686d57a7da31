-- Sessions and engagement by day and channel, with the mean of the seven days up to each.
WITH days AS (
    SELECT session_date, channel_group, COUNT(DISTINCT session_key) AS sessions,
           COUNT(DISTINCT IF(is_engaged, session_key, NULL)) AS engaged_sessions
      FROM `${d}.sessions`
     WHERE session_date BETWEEN @from AND @to AND session_key IS NOT NULL
     GROUP BY session_date, channel_group
)
SELECT session_date, channel_group, sessions, SAFE_DIVIDE(engaged_sessions, sessions) AS engagement_rate,
       AVG(sessions) OVER (PARTITION BY channel_group ORDER BY UNIX_DATE(session_date)
                           RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS sessions_7d
  FROM days
 ORDER BY session_date, channel_group;
