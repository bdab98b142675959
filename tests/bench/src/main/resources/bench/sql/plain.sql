SET 'table.exec.iceberg.use-v2-sink' = 'true';

CREATE TABLE events (
  id BIGINT NOT NULL,
  account STRING NOT NULL,
  kind STRING NOT NULL,
  quantity INT NOT NULL,
  price DECIMAL(10, 2) NOT NULL,
  produced_at TIMESTAMP(3) NOT NULL,
  note STRING NOT NULL
) WITH (
  'connector' = 'kafka',
  'topic' = '${events}',
  'properties.bootstrap.servers' = '${servers}',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'avro-confluent',
  'avro-confluent.url' = '${registry}'
);

CREATE TABLE newest_events (
  id BIGINT NOT NULL,
  account STRING NOT NULL,
  kind STRING NOT NULL,
  quantity INT NOT NULL,
  price DECIMAL(10, 2) NOT NULL,
  produced_at TIMESTAMP(3) NOT NULL,
  note STRING NOT NULL,
  PRIMARY KEY (account) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${events}',
  'properties.bootstrap.servers' = '${servers}',
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'raw',
  'value.format' = 'avro-confluent',
  'value.avro-confluent.url' = '${registry}'
);

CREATE TABLE accounts (
  account STRING NOT NULL,
  city STRING,
  changed_at TIMESTAMP(3) NOT NULL,
  PRIMARY KEY (account) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${accounts}',
  'properties.bootstrap.servers' = '${servers}',
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'raw',
  'value.format' = 'avro-confluent',
  'value.avro-confluent.url' = '${registry}'
);

-- A JDBC catalog finds tables by the name of the catalog, too: that with which the benchmark opens it.
CREATE CATALOG tidemark WITH (
  'type' = 'iceberg',
${catalog-options}
);

CREATE DATABASE IF NOT EXISTS tidemark.bench;

-- With the properties that a live table has.
CREATE TABLE tidemark.${table} (
${columns}
) WITH (
  'format-version' = '2',
  'write.upsert.enabled' = '${upsert}',
  'write.format.default' = 'parquet',
  'write.parquet.compression-codec' = 'zstd',
  'write.delete.parquet.compression-codec' = 'zstd',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'commit.manifest.min-count-to-merge' = '25',
  'commit.manifest.target-size-bytes' = '1048576'
);

INSERT INTO tidemark.${table}
${query};
