-- Twins and views of booking's and orders's tables, as in 0001 and 0002.
CREATE TABLE IF NOT EXISTS cdc_booking_venues (
  id UUID,
  organisation_id UUID,
  slug String,
  name String,
  time_zone String,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_booking_auditoriums (
  id UUID,
  venue_id UUID,
  slug String,
  name String,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_booking_seat_plans (
  id UUID,
  auditorium_id UUID,
  version UInt32,
  content_hash FixedString(32),
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_booking_seats (
  id UUID,
  plan_id UUID,
  row_label String,
  seat_number UInt16,
  category String,
  x UInt16,
  y UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_booking_showings (
  id UUID,
  title_id UUID,
  auditorium_id UUID,
  plan_id UUID,
  starts_at DateTime64(6, 'UTC'),
  time_zone String,
  currency String,
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_booking_showing_prices (
  showing_id UUID,
  category String,
  amount UInt32,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (showing_id, category);

CREATE TABLE IF NOT EXISTS cdc_booking_reservations (
  checkout_id UUID,
  showing_id UUID,
  state String,
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY checkout_id;

CREATE TABLE IF NOT EXISTS cdc_booking_seats_sold (
  checkout_id UUID,
  seat_id UUID,
  showing_id UUID,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (checkout_id, seat_id);

CREATE TABLE IF NOT EXISTS cdc_orders_checkouts (
  id UUID,
  account_id String,
  showing_id UUID,
  payment_method String,
  expected_amount Nullable(UInt32),
  expected_currency Nullable(String),
  execution_name String,
  run UInt16,
  status String,
  problem Nullable(String),
  problem_detail Nullable(String),
  total_amount Nullable(UInt32),
  currency Nullable(String),
  hold_expires_at Nullable(DateTime64(6, 'UTC')),
  title_id Nullable(UUID),
  starts_at Nullable(DateTime64(6, 'UTC')),
  time_zone Nullable(String),
  venue Nullable(String),
  auditorium Nullable(String),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_orders_checkout_seats (
  checkout_id UUID,
  seat_id UUID,
  position UInt16,
  row_label Nullable(String),
  seat_number Nullable(UInt16),
  category Nullable(String),
  amount Nullable(UInt32),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (checkout_id, seat_id);

CREATE TABLE IF NOT EXISTS cdc_orders_orders (
  id UUID,
  checkout_id UUID,
  account_id String,
  payment_id UUID,
  showing_id UUID,
  title_id UUID,
  title Nullable(String),
  starts_at DateTime64(6, 'UTC'),
  time_zone String,
  venue String,
  auditorium String,
  total_amount UInt32,
  currency String,
  status String,
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_orders_tickets (
  id UUID,
  order_id UUID,
  seat_id UUID,
  row_label String,
  seat_number UInt16,
  category String,
  amount UInt32,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE OR REPLACE VIEW booking_venues AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_venues FINAL;

CREATE OR REPLACE VIEW booking_auditoriums AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_auditoriums FINAL;

CREATE OR REPLACE VIEW booking_seat_plans AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_seat_plans FINAL;

CREATE OR REPLACE VIEW booking_seats AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_seats FINAL;

CREATE OR REPLACE VIEW booking_showings AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_showings FINAL;

CREATE OR REPLACE VIEW booking_showing_prices AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_showing_prices FINAL;

CREATE OR REPLACE VIEW booking_reservations AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_reservations FINAL;

CREATE OR REPLACE VIEW booking_seats_sold AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_booking_seats_sold FINAL;

CREATE OR REPLACE VIEW orders_checkouts AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_orders_checkouts FINAL;

CREATE OR REPLACE VIEW orders_checkout_seats AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_orders_checkout_seats FINAL;

CREATE OR REPLACE VIEW orders_orders AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_orders_orders FINAL;

CREATE OR REPLACE VIEW orders_tickets AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_orders_tickets FINAL;
