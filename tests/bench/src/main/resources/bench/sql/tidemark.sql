SET 'tidemark.run' = 'r1';
SET 'tidemark.kafka.bootstrap.servers' = '${servers}';
SET 'tidemark.registry-url' = '${registry}';
${catalog-settings}

CREATE TABLE events (
  id BIGINT NOT NULL,
  account STRING NOT NULL,
  kind STRING NOT NULL,
  quantity INT NOT NULL,
  price DECIMAL(10, 2) NOT NULL,
  produced_at TIMESTAMP_LTZ(3) NOT NULL,
  note STRING NOT NULL
) WITH (
  'connector' = 'tidemark',
  'topic' = '${events}'
);

CREATE TABLE newest_events (
  id BIGINT NOT NULL,
  account STRING NOT NULL,
  kind STRING NOT NULL,
  quantity INT NOT NULL,
  price DECIMAL(10, 2) NOT NULL,
  produced_at TIMESTAMP_LTZ(3) NOT NULL,
  note STRING NOT NULL,
  PRIMARY KEY (account) NOT ENFORCED
) WITH (
  'connector' = 'tidemark',
  'topic' = '${events}',
  'event-time' = 'produced_at',
  'key.format' = 'string',
  'key.fields' = 'account',
  'tombstones' = 'true'
);

CREATE TABLE accounts (
  account STRING NOT NULL,
  city STRING,
  changed_at TIMESTAMP_LTZ(3) NOT NULL,
  PRIMARY KEY (account) NOT ENFORCED
) WITH (
  'connector' = 'tidemark',
  'topic' = '${accounts}',
  'event-time' = 'changed_at',
  'key.format' = 'string',
  'key.fields' = 'account',
  'tombstones' = 'true'
);

CREATE TABLE target (
${columns}
) WITH (
  'connector' = 'tidemark',
  'table' = '${table}'
);

INSERT INTO target
${query};
