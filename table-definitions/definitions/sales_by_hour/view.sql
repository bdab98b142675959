-- One row per hour and country; final, since an hour is closed by the watermark.
SELECT
  CAST(window_start AS TIMESTAMP_LTZ(6)) AS `hour`,
  country,
  COUNT(*) AS lines,
  SUM(CAST(quantity AS BIGINT)) AS units,
  SUM(quantity * unit_price) AS revenue
FROM TABLE(TUMBLE(TABLE order_lines, DESCRIPTOR(event_time), INTERVAL '1' HOUR))
GROUP BY
  window_start,
  window_end,
  country
