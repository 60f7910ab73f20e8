-- depends: 0001.follows
-- value counts half stars, 1 to 10. A removed rating keeps its row for its version, without the value.
CREATE TABLE ratings (
  id BINARY(16) NOT NULL UNIQUE,
  profile_id BINARY(16) NOT NULL,
  title_id BINARY(16) NOT NULL,
  value TINYINT UNSIGNED NULL,
  rated_at DATETIME(6) NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (profile_id, title_id),
  KEY ratings_by_time (profile_id, rated_at, title_id),
  KEY ratings_by_title (title_id, profile_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
