-- depends: 0002.ratings
-- What the chassis needs in every schema; the same text in each. outbox stays empty (insert and delete in one
-- transaction, Debezium reads the binlog), inbox remembers events, idempotency_keys remembers first answers.

CREATE TABLE outbox (
  seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  id CHAR(36) CHARACTER SET ascii NOT NULL UNIQUE,
  context VARCHAR(32) CHARACTER SET ascii NOT NULL,
  aggregateid VARBINARY(64) NOT NULL,
  type VARCHAR(128) CHARACTER SET ascii NOT NULL,
  traceparent VARCHAR(64) CHARACTER SET ascii NULL,
  payload LONGBLOB NOT NULL,
  created_at DATETIME(6) NOT NULL
) ENGINE=InnoDB;

CREATE TABLE inbox (
  event_id BINARY(16) NOT NULL PRIMARY KEY,
  received_at DATETIME(6) NOT NULL,
  KEY inbox_received_at (received_at)
) ENGINE=InnoDB;

CREATE TABLE idempotency_keys (
  principal VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  operation VARCHAR(64) CHARACTER SET ascii NOT NULL,
  idempotency_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body_hash BINARY(32) NOT NULL,
  status SMALLINT NULL,
  reply LONGBLOB NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (principal, operation, idempotency_key),
  KEY idempotency_keys_created_at (created_at)
) ENGINE=InnoDB;
