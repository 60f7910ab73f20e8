-- depends: 0002.checkouts
-- title: the film's name when the tickets were issued; NULL = the catalogue did not answer then.
CREATE TABLE orders (
  id BINARY(16) NOT NULL PRIMARY KEY,
  checkout_id BINARY(16) NOT NULL UNIQUE,
  account_id VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payment_id BINARY(16) NOT NULL,
  showing_id BINARY(16) NOT NULL,
  title_id BINARY(16) NOT NULL,
  title VARCHAR(255) NULL,
  starts_at DATETIME(6) NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii NOT NULL,
  venue VARCHAR(200) NOT NULL,
  auditorium VARCHAR(200) NOT NULL,
  total_amount INT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY orders_by_account (account_id, id),
  FOREIGN KEY (checkout_id) REFERENCES checkouts (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- One per seat. The signed code is not stored: it is made from the row and the key when its owner asks.
CREATE TABLE tickets (
  id BINARY(16) NOT NULL PRIMARY KEY,
  order_id BINARY(16) NOT NULL,
  seat_id BINARY(16) NOT NULL,
  row_label VARCHAR(4) NOT NULL,
  seat_number SMALLINT UNSIGNED NOT NULL,
  category VARCHAR(32) CHARACTER SET ascii NOT NULL,
  amount INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY tickets_once (order_id, seat_id),
  FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
