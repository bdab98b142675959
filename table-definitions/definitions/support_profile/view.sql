-- One row per customer whom an account, an order, an issue or a contact names: the account as it is
-- now, the three newest orders, the open issues and the last contact. A customer whose account is
-- deleted keeps the row while anything else is there: who answers must see the open issue.
--
-- Newest is by (event time, partition, offset), so two events of one time have one order, however
-- partitions interleave.
WITH customers AS (
  SELECT customer_id FROM accounts
  UNION
  SELECT customer_id FROM orders
  UNION
  SELECT customer_id FROM issues
  UNION
  SELECT customer_id FROM contacts
),
numbered_orders AS (
  SELECT
    customer_id,
    order_id,
    amount,
    ordered_at,
    ROW_NUMBER() OVER (
      PARTITION BY customer_id
      ORDER BY ordered_at DESC, kafka_partition DESC, kafka_offset DESC
    ) AS n
  FROM orders
),
last_orders AS (
  SELECT
    customer_id,
    MAX(CASE WHEN n = 1 THEN order_id END) AS order_1_id,
    MAX(CASE WHEN n = 1 THEN amount END) AS order_1_amount,
    MAX(CASE WHEN n = 1 THEN ordered_at END) AS order_1_at,
    MAX(CASE WHEN n = 2 THEN order_id END) AS order_2_id,
    MAX(CASE WHEN n = 2 THEN amount END) AS order_2_amount,
    MAX(CASE WHEN n = 2 THEN ordered_at END) AS order_2_at,
    MAX(CASE WHEN n = 3 THEN order_id END) AS order_3_id,
    MAX(CASE WHEN n = 3 THEN amount END) AS order_3_amount,
    MAX(CASE WHEN n = 3 THEN ordered_at END) AS order_3_at
  FROM numbered_orders
  WHERE n <= 3
  GROUP BY customer_id
),
numbered_issues AS (
  SELECT
    customer_id,
    issue_id,
    subject,
    opened_at,
    ROW_NUMBER() OVER (
      PARTITION BY customer_id
      ORDER BY opened_at, issue_id, kafka_partition, kafka_offset
    ) AS n
  FROM issues
  WHERE status = 'open'
),
open_issues AS (
  SELECT
    customer_id,
    COUNT(*) AS open_issues
  FROM issues
  WHERE status = 'open'
  GROUP BY customer_id
),
numbered_contacts AS (
  SELECT
    customer_id,
    channel,
    contacted_at,
    ROW_NUMBER() OVER (
      PARTITION BY customer_id
      ORDER BY contacted_at DESC, kafka_partition DESC, kafka_offset DESC
    ) AS n
  FROM contacts
)
SELECT
  c.customer_id,
  a.name,
  a.email,
  a.changed_at AS account_changed_at,
  o.order_1_id,
  o.order_1_amount,
  o.order_1_at,
  o.order_2_id,
  o.order_2_amount,
  o.order_2_at,
  o.order_3_id,
  o.order_3_amount,
  o.order_3_at,
  COALESCE(p.open_issues, 0) AS open_issues,
  i.issue_id AS oldest_issue_id,
  i.subject AS oldest_issue_subject,
  i.opened_at AS oldest_issue_opened_at,
  t.contacted_at AS last_contact_at,
  t.channel AS last_contact_channel
FROM customers c
LEFT JOIN accounts a
  ON c.customer_id = a.customer_id
LEFT JOIN last_orders o
  ON c.customer_id = o.customer_id
LEFT JOIN open_issues p
  ON c.customer_id = p.customer_id
LEFT JOIN (SELECT * FROM numbered_issues WHERE n = 1) i
  ON c.customer_id = i.customer_id
LEFT JOIN (SELECT * FROM numbered_contacts WHERE n = 1) t
  ON c.customer_id = t.customer_id
