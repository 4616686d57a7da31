-- Loading advertising costs: a row a platform, campaign and day. Attached: `stage`, `old`, `fresh` as in customers.sql.

-- name: stage
CREATE TABLE stage.read_days (
    file        INTEGER,
    cost_date   DATE,
    ad_platform VARCHAR,
    campaign    VARCHAR,
    cost        DOUBLE,
    clicks      BIGINT,
    impressions BIGINT
);

-- name: campaign_days
-- A platform's day is that of the last file that has it; lines of one campaign in it add up, to a millionth, so that their order
-- changes nothing.
INSERT INTO fresh.campaign_days
SELECT cost_date, ad_platform, campaign, cost, clicks, impressions
  FROM (SELECT d.cost_date, d.ad_platform, d.campaign, CAST(sum(CAST(d.cost AS DECIMAL(18, 6))) AS DOUBLE) AS cost,
               CAST(sum(d.clicks) AS BIGINT) AS clicks, CAST(sum(d.impressions) AS BIGINT) AS impressions
          FROM stage.read_days AS d
          JOIN (SELECT ad_platform, cost_date, max(file) AS file FROM stage.read_days GROUP BY ad_platform, cost_date) AS l
         USING (ad_platform, cost_date, file)
         GROUP BY d.cost_date, d.ad_platform, d.campaign
        UNION ALL
        SELECT o.cost_date, o.ad_platform, o.campaign, o.cost, o.clicks, o.impressions
          FROM old.campaign_days AS o
         WHERE NOT EXISTS (SELECT 1 FROM stage.read_days AS d WHERE d.ad_platform = o.ad_platform AND d.cost_date = o.cost_date))
 ORDER BY cost_date, ad_platform, campaign;

-- name: campaign_days_hash
SELECT (SELECT count(*) FROM fresh.campaign_days) AS rows_made,
       CAST((SELECT sum(hash(d)) FROM fresh.campaign_days AS d) AS VARCHAR) AS rows_hash;

-- name: days
SELECT count(DISTINCT cost_date), min(cost_date), max(cost_date)
  FROM stage.read_days;
