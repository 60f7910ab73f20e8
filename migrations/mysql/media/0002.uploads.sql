-- depends: 0001.backbone
-- An upload from its first part to its end. multipart_id is S3's; asset_id is what it becomes where it is published.
CREATE TABLE uploads (
  id BINARY(16) NOT NULL PRIMARY KEY,
  asset_id BINARY(16) NOT NULL UNIQUE,
  title_id BINARY(16) NULL,
  owner VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  content_type VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size_bytes BIGINT UNSIGNED NOT NULL,
  accept_damaged TINYINT(1) NOT NULL,
  multipart_id VARCHAR(1024) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt SMALLINT UNSIGNED NOT NULL,
  etag VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  job_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  detail VARCHAR(1024) NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY uploads_by_state (state, updated_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
