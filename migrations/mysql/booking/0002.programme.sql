-- depends: 0001.backbone
-- Where and when films are shown. A seat plan is never changed: an edited one is the next version, and showings keep
-- the version under which they went on sale, so no edit can orphan a sold seat.
CREATE TABLE venues (
  id BINARY(16) NOT NULL PRIMARY KEY,
  organisation_id BINARY(16) NOT NULL,
  slug VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  name VARCHAR(200) NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE auditoriums (
  id BINARY(16) NOT NULL PRIMARY KEY,
  venue_id BINARY(16) NOT NULL,
  slug VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  UNIQUE KEY auditoriums_once (venue_id, slug),
  FOREIGN KEY (venue_id) REFERENCES venues (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE seat_plans (
  id BINARY(16) NOT NULL PRIMARY KEY,
  auditorium_id BINARY(16) NOT NULL,
  version INT UNSIGNED NOT NULL,
  content_hash BINARY(32) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY seat_plans_once (auditorium_id, version),
  FOREIGN KEY (auditorium_id) REFERENCES auditoriums (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- x and y: place on the plan in units of one seat, from the left end of the row nearest to the screen.
CREATE TABLE seats (
  id BINARY(16) NOT NULL PRIMARY KEY,
  plan_id BINARY(16) NOT NULL,
  row_label VARCHAR(4) NOT NULL,
  seat_number SMALLINT UNSIGNED NOT NULL,
  category VARCHAR(32) CHARACTER SET ascii NOT NULL,
  x SMALLINT UNSIGNED NOT NULL,
  y SMALLINT UNSIGNED NOT NULL,
  UNIQUE KEY seats_once (plan_id, row_label, seat_number),
  FOREIGN KEY (plan_id) REFERENCES seat_plans (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE showings (
  id BINARY(16) NOT NULL PRIMARY KEY,
  title_id BINARY(16) NOT NULL,
  auditorium_id BINARY(16) NOT NULL,
  plan_id BINARY(16) NOT NULL,
  starts_at DATETIME(6) NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  UNIQUE KEY showings_once (auditorium_id, starts_at),
  KEY showings_by_start (starts_at, id),
  KEY showings_by_title (title_id, starts_at, id),
  FOREIGN KEY (auditorium_id) REFERENCES auditoriums (id),
  FOREIGN KEY (plan_id) REFERENCES seat_plans (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Integer minor units of the showing's currency.
CREATE TABLE showing_prices (
  showing_id BINARY(16) NOT NULL,
  category VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount INT UNSIGNED NOT NULL,
  PRIMARY KEY (showing_id, category),
  FOREIGN KEY (showing_id) REFERENCES showings (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
