SELECT
  e.account,
  a.city,
  e.amount
FROM (
  SELECT
    account,
    SUM(price) AS amount
  FROM events
  GROUP BY account
) e
LEFT JOIN accounts a ON e.account = a.account
