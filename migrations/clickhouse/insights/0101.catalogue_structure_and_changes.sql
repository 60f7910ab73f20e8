-- The columns and the table of migrations/mysql/catalogue/0006.
ALTER TABLE cdc_catalogue_titles ADD COLUMN IF NOT EXISTS parent_id Nullable(UUID) AFTER kind;
ALTER TABLE cdc_catalogue_titles ADD COLUMN IF NOT EXISTS number Nullable(UInt16) AFTER parent_id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_field_changes (
  thing_id UUID,
  version UInt32,
  field String,
  thing_kind String,
  action String,
  before_value Nullable(String),
  after_value Nullable(String),
  changed_by String,
  changed_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (thing_id, version, field);

CREATE OR REPLACE VIEW catalogue_titles AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_titles FINAL;

CREATE OR REPLACE VIEW catalogue_field_changes AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_field_changes FINAL;
