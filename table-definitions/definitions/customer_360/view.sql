-- One row per customer who ever bought something: everything bought, what of it within the 30 days
-- that end with the day of the customer's newest purchase, and the account as it is now; a customer
-- without an account has nulls there. Days are UTC's, counted from 1970.
--
-- "Recent" is measured from the customer's own newest purchase and not from the clock, so the same
-- events give the same row whenever, and in whatever order of partitions, they are read.
WITH dated AS (
  SELECT
    customer_id,
    order_id,
    amount,
    purchased_at,
    -- Not CAST(... AS DATE), which asks the session for a time zone.
    EXTRACT(EPOCH FROM purchased_at) / 86400 AS purchase_day
  FROM purchases
),
lifetime AS (
  SELECT
    customer_id,
    COUNT(DISTINCT order_id) AS orders,
    COUNT(*) AS lines,
    SUM(amount) AS revenue,
    MIN(purchased_at) AS first_purchase_at,
    MAX(purchased_at) AS last_purchase_at
  FROM dated
  GROUP BY customer_id
),
-- Apart from the lifetime: it changes once per day of purchases, so the days behind it are joined
-- and summed anew once per day, and not once per line.
newest AS (
  SELECT
    customer_id,
    MAX(purchase_day) AS newest_day
  FROM dated
  GROUP BY customer_id
),
days AS (
  SELECT
    customer_id,
    purchase_day,
    COUNT(*) AS lines,
    SUM(amount) AS revenue
  FROM dated
  GROUP BY
    customer_id,
    purchase_day
),
recent AS (
  SELECT
    d.customer_id,
    COUNT(*) AS recent_days,
    SUM(d.lines) AS recent_lines,
    SUM(d.revenue) AS recent_revenue
  FROM days d
  JOIN newest n
    ON d.customer_id = n.customer_id
    AND d.purchase_day > n.newest_day - 30
  GROUP BY d.customer_id
)
SELECT
  l.customer_id,
  l.orders,
  l.lines,
  l.revenue,
  l.first_purchase_at,
  l.last_purchase_at,
  r.recent_days,
  r.recent_lines,
  r.recent_revenue,
  a.age_group,
  a.income_group,
  a.household_size,
  a.changed_at AS account_changed_at
FROM lifetime l
JOIN recent r
  ON l.customer_id = r.customer_id
LEFT JOIN accounts a
  ON l.customer_id = a.customer_id
