-- Twins of payments' tables and what readers read of them: see 0001.catalogue_twins.sql and 0002.catalogue_views.sql.
CREATE TABLE IF NOT EXISTS cdc_payments_payments (
  id UUID,
  checkout_id UUID,
  account_id Nullable(String),
  amount Nullable(UInt64),
  currency Nullable(String),
  payment_method Nullable(String),
  intent_id Nullable(String),
  status String,
  decline_code Nullable(String),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_payments_ledger_entries (
  payment_id UUID,
  movement String,
  account String,
  amount Int64,
  currency String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (payment_id, movement, account);

CREATE OR REPLACE VIEW payments_payments AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_payments_payments FINAL;

CREATE OR REPLACE VIEW payments_ledger_entries AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_payments_ledger_entries FINAL;
