-- depends: 0002.uploads
-- What can be played. lost_ms and lost_warnings say what a damaged film lacks whose uploader accepted that.
CREATE TABLE assets (
  id BINARY(16) NOT NULL PRIMARY KEY,
  upload_id BINARY(16) NOT NULL UNIQUE,
  title_id BINARY(16) NULL,
  duration_ms INT UNSIGNED NOT NULL,
  has_audio TINYINT(1) NOT NULL,
  lost_ms INT UNSIGNED NULL,
  lost_warnings INT UNSIGNED NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY assets_by_title (title_id, id),
  FOREIGN KEY (upload_id) REFERENCES uploads (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE renditions (
  asset_id BINARY(16) NOT NULL,
  name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  width SMALLINT UNSIGNED NOT NULL,
  height SMALLINT UNSIGNED NOT NULL,
  codec VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bits_per_second INT UNSIGNED NOT NULL,
  frames INT UNSIGNED NOT NULL,
  PRIMARY KEY (asset_id, name),
  FOREIGN KEY (asset_id) REFERENCES assets (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE posters (
  asset_id BINARY(16) NOT NULL,
  place SMALLINT UNSIGNED NOT NULL,
  file_name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (asset_id, place),
  FOREIGN KEY (asset_id) REFERENCES assets (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
