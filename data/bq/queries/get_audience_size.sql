-- How many customers came at least @sessions times and bought for at least @value within the days given. Audiences of the app are
-- counted by the compiler; this is for a console or a report.
SELECT COUNT(*) AS size
  FROM (SELECT u.customer_key
          FROM `${d}.sessions` AS s
          JOIN `${d}.customer_users` AS u ON u.user_key = s.user_key
         WHERE s.session_date BETWEEN @from AND @to
         GROUP BY u.customer_key
        HAVING COUNT(DISTINCT s.session_key) >= @sessions AND SUM(s.purchase_revenue) >= @value);
