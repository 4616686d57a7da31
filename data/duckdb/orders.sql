-- Loading orders: a row a line. Attached: `stage`, `old`, `fresh` as in customers.sql.

-- name: prepare
CREATE MACRO key_of(x) AS CAST(md5_number_upper(x) >> 1 AS BIGINT);

-- name: stage
CREATE TABLE stage.read_lines (
    file        INTEGER,
    place       BIGINT,
    order_id    VARCHAR,
    customer_id VARCHAR,
    ordered_at  BIGINT,
    order_date  DATE,
    item_id     VARCHAR,
    item_name   VARCHAR,
    quantity    BIGINT,
    unit_price  DOUBLE,
    currency    VARCHAR,
    cancelled   BOOLEAN
);

-- name: latest
-- An order's lines are those of the last file that has it: two exports that overlap don't double it.
CREATE TABLE stage.lines AS
SELECT l.*
  FROM stage.read_lines AS l
  JOIN (SELECT order_id, max(file) AS file FROM stage.read_lines GROUP BY order_id) AS o USING (order_id, file);

-- name: orders_of_stage
-- Lines of a cancelled order that are written without a minus sign count nothing; with one they lower revenue.
CREATE TABLE stage.orders AS
SELECT order_id,
       key_of(max(customer_id)) AS customer_key,
       min(order_date) AS order_date,
       min(ordered_at) AS ordered_at,
       max(currency) AS currency,
       bool_or(cancelled) AS is_cancelled
  FROM stage.lines
 GROUP BY order_id;

-- name: order_items
INSERT INTO fresh.order_items
SELECT order_id, customer_key, order_date, is_cancelled, item_id, item_name, quantity, unit_price, line_value
  FROM (SELECT o.order_id, o.customer_key, o.order_date, o.is_cancelled, l.item_id, l.item_name, l.quantity, l.unit_price,
               CASE WHEN o.is_cancelled THEN least(l.quantity * l.unit_price, 0) ELSE l.quantity * l.unit_price END AS line_value,
               l.place
          FROM stage.lines AS l
          JOIN stage.orders AS o USING (order_id)
        UNION ALL
        SELECT order_id, customer_key, order_date, is_cancelled, item_id, item_name, quantity, unit_price, line_value, rowid
          FROM old.order_items
         WHERE order_id NOT IN (SELECT order_id FROM stage.orders))
 ORDER BY order_date, order_id, place;

-- name: orders
INSERT INTO fresh.orders
SELECT order_id, customer_key, order_date, ordered_at, currency, is_cancelled, order_value
  FROM (SELECT o.order_id, o.customer_key, o.order_date, o.ordered_at, o.currency, o.is_cancelled, i.order_value
          FROM stage.orders AS o
          JOIN (SELECT order_id, sum(line_value) AS order_value FROM fresh.order_items GROUP BY order_id) AS i USING (order_id)
        UNION ALL
        SELECT order_id, customer_key, order_date, ordered_at, currency, is_cancelled, order_value
          FROM old.orders
         WHERE order_id NOT IN (SELECT order_id FROM stage.orders))
 ORDER BY order_date, order_id;

-- name: orders_hash
-- The values are sums of floating point numbers, whose last digits may differ with the order of adding: the lines stand for them.
SELECT (SELECT count(*) FROM fresh.orders) AS rows_made,
       CAST((SELECT sum(hash(order_id, customer_key, order_date, ordered_at, currency, is_cancelled)) FROM fresh.orders)
          + (SELECT sum(hash(i)) FROM fresh.order_items AS i) AS VARCHAR) AS rows_hash;

-- name: days
SELECT count(DISTINCT order_date), min(order_date), max(order_date)
  FROM stage.lines;
