-- Loading what products cost the shop: a row a product and the day from which it costs so. Attached: `stage`, `old`, `fresh` as in
-- customers.sql.

-- name: stage
CREATE TABLE stage.read_costs (
    place     BIGINT,
    item_id   VARCHAR,
    item_name VARCHAR,
    from_date DATE,
    cost      DOUBLE
);

-- name: item_costs
-- The last row of a product and day counts; loaded again, it replaces the one from before.
INSERT INTO fresh.item_costs
SELECT item_id, item_name, from_date, cost
  FROM (SELECT item_id, item_name, from_date, arg_max(cost, place) AS cost
          FROM stage.read_costs
         GROUP BY item_id, item_name, from_date
        UNION ALL
        SELECT o.item_id, o.item_name, o.from_date, o.cost
          FROM old.item_costs AS o
         WHERE NOT EXISTS (SELECT 1
                             FROM stage.read_costs AS r
                            WHERE r.item_id IS NOT DISTINCT FROM o.item_id
                              AND r.item_name IS NOT DISTINCT FROM o.item_name
                              AND r.from_date = o.from_date))
 ORDER BY item_id, item_name, from_date;

-- name: item_costs_hash
SELECT (SELECT count(*) FROM fresh.item_costs) AS rows_made,
       CAST((SELECT sum(hash(c)) FROM fresh.item_costs AS c) AS VARCHAR) AS rows_hash;
