-- depends: 0009.search
-- An image of a title or of a person, of exactly one of both. position 0 is the primary one of its kind and language; language NULL: the
-- picture holds no words. path: where the files lie, another for every crop; sizes: the names of the sizes, with commas.
CREATE TABLE images (
  id BINARY(16) NOT NULL,
  title_id BINARY(16) NULL,
  person_id BINARY(16) NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  position SMALLINT UNSIGNED NOT NULL,
  width SMALLINT UNSIGNED NOT NULL,
  height SMALLINT UNSIGNED NOT NULL,
  size_bytes INT UNSIGNED NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sizes VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  blurhash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  colours VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  focal_x DECIMAL(5, 4) NOT NULL,
  focal_y DECIMAL(5, 4) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY images_of_title (title_id),
  KEY images_of_person (person_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (person_id) REFERENCES people (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- An image on its way; its id becomes the image's. The focal point is NULL where none was given.
CREATE TABLE image_uploads (
  id BINARY(16) NOT NULL,
  owner_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  owner_id BINARY(16) NOT NULL,
  uploaded_by VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  focal_x DECIMAL(5, 4) NULL,
  focal_y DECIMAL(5, 4) NULL,
  content_type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size_bytes INT UNSIGNED NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempts SMALLINT UNSIGNED NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  detail VARCHAR(500) NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
