-- depends: 0002.programme
-- What became of a checkout's seats: confirmed, or released. A released one is never confirmed any more, even by a call
-- that was sent before and arrives after. No foreign key: a checkout of a showing that does not exist is released too.
CREATE TABLE reservations (
  checkout_id BINARY(16) NOT NULL PRIMARY KEY,
  showing_id BINARY(16) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- seats_sold_once is what makes overselling impossible: a seat of a showing has one row or none.
CREATE TABLE seats_sold (
  checkout_id BINARY(16) NOT NULL,
  seat_id BINARY(16) NOT NULL,
  showing_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (checkout_id, seat_id),
  UNIQUE KEY seats_sold_once (showing_id, seat_id),
  KEY seats_sold_by_seat (seat_id),
  FOREIGN KEY (showing_id) REFERENCES showings (id),
  FOREIGN KEY (seat_id) REFERENCES seats (id),
  FOREIGN KEY (checkout_id) REFERENCES reservations (checkout_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
