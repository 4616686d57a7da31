-- What is known of a user, a row a user and month: a month is built alone. The view `users` folds it.
CREATE TABLE IF NOT EXISTS `${d}.user_attributes` (
    month               DATE   NOT NULL, -- its first day
    user_key            STRING NOT NULL,
    user_id             STRING,
    first_date          DATE   NOT NULL,
    last_date           DATE   NOT NULL,
    first_purchase_date DATE
)
PARTITION BY month
CLUSTER BY user_key;
