-- depends: 0002.trending
-- One row per published event, inserted and deleted in the transaction of its effect; Debezium reads it from the log.
CREATE TABLE outbox (
  seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  id CHAR(36) CHARACTER SET ascii NOT NULL UNIQUE,
  context VARCHAR(32) NOT NULL,
  aggregateid VARBINARY(64) NOT NULL,
  type VARCHAR(128) NOT NULL,
  traceparent VARCHAR(64) NULL,
  payload LONGBLOB NOT NULL,
  created_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE inbox (
  event_id BINARY(16) NOT NULL PRIMARY KEY,
  received_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE idempotency_keys (
  principal VARCHAR(128) NOT NULL,
  operation VARCHAR(64) NOT NULL,
  idempotency_key VARCHAR(128) NOT NULL,
  body_hash BINARY(32) NOT NULL,
  status SMALLINT NULL,
  reply LONGBLOB NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (principal, operation, idempotency_key)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
