-- One payment per checkout, for ever: the unique key is what a late or doubled request meets. A row without an account is a
-- tombstone (status none): the checkout was given up before its payment was asked for.
CREATE TABLE payments (
  id BINARY(16) NOT NULL PRIMARY KEY,
  checkout_id BINARY(16) NOT NULL,
  account_id VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  amount BIGINT UNSIGNED NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  payment_method VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  intent_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  decline_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  UNIQUE KEY payments_by_checkout (checkout_id),
  UNIQUE KEY payments_by_intent (intent_id),
  KEY payments_by_status (status, updated_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- The book. A movement (authorize, capture, void, refund) happens once in a payment's life and its entries add up to zero.
CREATE TABLE ledger_entries (
  payment_id BINARY(16) NOT NULL,
  movement VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (payment_id, movement, account),
  KEY ledger_entries_by_account (account, currency),
  FOREIGN KEY (payment_id) REFERENCES payments (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Append-only, whoever writes. (Where the binary log is on, the migrating user needs log_bin_trust_function_creators = 1.)
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger_entries is append-only';
CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger_entries FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger_entries is append-only';
