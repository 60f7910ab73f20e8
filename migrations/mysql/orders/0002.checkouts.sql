-- depends: 0001.backbone
-- A checkout from its acceptance to its end. execution_name and run name the execution of the state machine that works
-- on it: `<execution_name>` for run 1, `<execution_name>-<run>` for a resumed one. What the hold found is NULL before.
CREATE TABLE checkouts (
  id BINARY(16) NOT NULL PRIMARY KEY,
  account_id VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  showing_id BINARY(16) NOT NULL,
  payment_method VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expected_amount INT UNSIGNED NULL,
  expected_currency CHAR(3) CHARACTER SET ascii NULL,
  execution_name CHAR(64) CHARACTER SET ascii NOT NULL,
  run SMALLINT UNSIGNED NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  problem VARCHAR(64) CHARACTER SET ascii NULL,
  problem_detail VARCHAR(500) NULL,
  total_amount INT UNSIGNED NULL,
  currency CHAR(3) CHARACTER SET ascii NULL,
  hold_expires_at DATETIME(6) NULL,
  title_id BINARY(16) NULL,
  starts_at DATETIME(6) NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii NULL,
  venue VARCHAR(200) NULL,
  auditorium VARCHAR(200) NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY checkouts_by_execution (execution_name),
  KEY checkouts_by_status (status, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE checkout_seats (
  checkout_id BINARY(16) NOT NULL,
  seat_id BINARY(16) NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  row_label VARCHAR(4) NULL,
  seat_number SMALLINT UNSIGNED NULL,
  category VARCHAR(32) CHARACTER SET ascii NULL,
  amount INT UNSIGNED NULL,
  PRIMARY KEY (checkout_id, seat_id),
  FOREIGN KEY (checkout_id) REFERENCES checkouts (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
