-- The tables of migrations/mysql/catalogue/0010.
CREATE TABLE IF NOT EXISTS cdc_catalogue_images (
  id UUID,
  title_id Nullable(UUID),
  person_id Nullable(UUID),
  kind String,
  language Nullable(String),
  position UInt16,
  width UInt16,
  height UInt16,
  size_bytes UInt32,
  sha256 String,
  path String,
  sizes String,
  blurhash String,
  colours String,
  focal_x Decimal(5, 4),
  focal_y Decimal(5, 4),
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_image_uploads (
  id UUID,
  owner_kind String,
  owner_id UUID,
  uploaded_by String,
  kind String,
  language Nullable(String),
  focal_x Nullable(Decimal(5, 4)),
  focal_y Nullable(Decimal(5, 4)),
  content_type String,
  size_bytes UInt32,
  sha256 String,
  state String,
  attempts UInt16,
  reason Nullable(String),
  detail Nullable(String),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE OR REPLACE VIEW catalogue_images AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_images FINAL;

CREATE OR REPLACE VIEW catalogue_image_uploads AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_image_uploads FINAL;
