-- Media's tables, as 0001 does it for the catalogue's.
CREATE TABLE IF NOT EXISTS cdc_media_uploads (
  id UUID,
  asset_id UUID,
  title_id Nullable(UUID),
  owner String,
  file_name String,
  content_type String,
  size_bytes UInt64,
  accept_damaged Int8,
  multipart_id String,
  state String,
  attempt UInt16,
  etag Nullable(String),
  job_id Nullable(String),
  reason Nullable(String),
  detail Nullable(String),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_media_assets (
  id UUID,
  upload_id UUID,
  title_id Nullable(UUID),
  duration_ms UInt32,
  has_audio Int8,
  lost_ms Nullable(UInt32),
  lost_warnings Nullable(UInt32),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_media_renditions (
  asset_id UUID,
  name String,
  width UInt16,
  height UInt16,
  codec String,
  bits_per_second UInt32,
  frames UInt32,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (asset_id, name);

CREATE TABLE IF NOT EXISTS cdc_media_posters (
  asset_id UUID,
  place UInt16,
  file_name String,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (asset_id, place);

CREATE OR REPLACE VIEW media_uploads AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_media_uploads FINAL;

CREATE OR REPLACE VIEW media_assets AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_media_assets FINAL;

CREATE OR REPLACE VIEW media_renditions AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_media_renditions FINAL;

CREATE OR REPLACE VIEW media_posters AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_media_posters FINAL;
