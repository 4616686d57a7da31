WITH by_campaign_days AS (
    SELECT
        campaign_days.ad_platform,
        sum(campaign_days.cost) AS ad_cost,
        CAST(sum(campaign_days.clicks) AS BIGINT) AS ad_clicks,
        CAST(sum(campaign_days.impressions) AS BIGINT) AS ad_impressions
    FROM campaign_days
    GROUP BY 1
)
SELECT
    ad_platform, -- Ad platform
    coalesce(ad_cost, 0) AS ad_cost, -- Advertising cost
    coalesce(ad_clicks, 0) / nullif(coalesce(ad_impressions, 0), 0) AS ctr, -- Click-through rate
    coalesce(ad_impressions, 0) AS ad_impressions -- Ad impressions
FROM by_campaign_days
ORDER BY ad_cost DESC NULLS LAST, ad_platform ASC NULLS LAST
LIMIT $limit
