SELECT
  id,
  account,
  kind,
  quantity,
  price,
  CAST(produced_at AS TIMESTAMP_LTZ(6)),
  note
FROM newest_events
