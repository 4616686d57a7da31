WITH by_campaign_days AS (
    SELECT
        campaign_days.campaign,
        sum(campaign_days.cost) AS ad_cost,
        CAST(sum(campaign_days.clicks) AS BIGINT) AS ad_clicks
    FROM campaign_days
    WHERE campaign_days.cost_date BETWEEN $from AND $to
    GROUP BY 1
),
by_sessions AS (
    SELECT
        sessions.campaign,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN $from AND $to
    GROUP BY 1
),
by_campaign_days_before AS (
    SELECT
        campaign_days.campaign,
        sum(campaign_days.cost) AS ad_cost,
        CAST(sum(campaign_days.clicks) AS BIGINT) AS ad_clicks
    FROM campaign_days
    WHERE campaign_days.cost_date BETWEEN $before_from AND $before_to
    GROUP BY 1
),
by_sessions_before AS (
    SELECT
        sessions.campaign,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN $before_from AND $before_to
    GROUP BY 1
),
stacked AS (
    SELECT
        campaign,
        ad_cost,
        NULL AS ad_cost_before,
        ad_clicks,
        NULL AS ad_clicks_before,
        NULL AS sessions,
        NULL AS sessions_before
    FROM by_campaign_days
    UNION ALL
    SELECT
        campaign,
        NULL AS ad_cost,
        NULL AS ad_cost_before,
        NULL AS ad_clicks,
        NULL AS ad_clicks_before,
        sessions,
        NULL AS sessions_before
    FROM by_sessions
    UNION ALL
    SELECT
        campaign,
        NULL AS ad_cost,
        ad_cost AS ad_cost_before,
        NULL AS ad_clicks,
        ad_clicks AS ad_clicks_before,
        NULL AS sessions,
        NULL AS sessions_before
    FROM by_campaign_days_before
    UNION ALL
    SELECT
        campaign,
        NULL AS ad_cost,
        NULL AS ad_cost_before,
        NULL AS ad_clicks,
        NULL AS ad_clicks_before,
        NULL AS sessions,
        sessions AS sessions_before
    FROM by_sessions_before
),
combined AS (
    SELECT
        campaign,
        max(ad_cost) AS ad_cost,
        max(ad_cost_before) AS ad_cost_before,
        max(ad_clicks) AS ad_clicks,
        max(ad_clicks_before) AS ad_clicks_before,
        max(sessions) AS sessions,
        max(sessions_before) AS sessions_before
    FROM stacked
    GROUP BY 1
),
answer AS (
    SELECT
        campaign, -- Campaign
        coalesce(ad_cost, 0) AS ad_cost, -- Advertising cost
        coalesce(ad_cost_before, 0) AS ad_cost_before,
        coalesce(ad_cost, 0) / nullif(coalesce(ad_clicks, 0), 0) AS cpc, -- Cost per click
        coalesce(ad_cost_before, 0) / nullif(coalesce(ad_clicks_before, 0), 0) AS cpc_before,
        coalesce(sessions, 0) AS sessions, -- Sessions
        coalesce(sessions_before, 0) AS sessions_before
    FROM combined
)
SELECT
    answer.campaign,
    answer.ad_cost,
    answer.ad_cost_before,
    answer.ad_cost - answer.ad_cost_before AS ad_cost_change,
    100 * (answer.ad_cost - answer.ad_cost_before) / nullif(abs(answer.ad_cost_before), 0) AS ad_cost_change_pct,
    answer.cpc,
    answer.cpc_before,
    answer.cpc - answer.cpc_before AS cpc_change,
    100 * (answer.cpc - answer.cpc_before) / nullif(abs(answer.cpc_before), 0) AS cpc_change_pct,
    answer.sessions,
    answer.sessions_before,
    answer.sessions - answer.sessions_before AS sessions_change,
    100 * (answer.sessions - answer.sessions_before) / nullif(abs(answer.sessions_before), 0) AS sessions_change_pct
FROM answer
ORDER BY ad_cost DESC NULLS LAST, campaign ASC NULLS LAST
LIMIT $limit
