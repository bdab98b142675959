-- One row per event, as it came.
SELECT
  id,
  account,
  kind,
  quantity,
  price,
  produced_at,
  note
FROM events
