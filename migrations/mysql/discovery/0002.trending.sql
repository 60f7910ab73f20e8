-- depends: 0001.ratings
-- One run per refresh, written whole in one transaction; a list cursor names its run, so pages agree with each other.
-- seq is the order of writing: the local stage's clock may be moved back, so computed_at is none.
CREATE TABLE trending_runs (
  id BINARY(16) NOT NULL PRIMARY KEY,
  seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE,
  computed_at DATETIME(6) NOT NULL,
  window_days SMALLINT UNSIGNED NOT NULL,
  half_life_hours SMALLINT UNSIGNED NOT NULL,
  ratings_counted INT UNSIGNED NOT NULL,
  ratings_without_title INT UNSIGNED NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE trending (
  run_id BINARY(16) NOT NULL,
  place INT UNSIGNED NOT NULL,
  title_id BINARY(16) NOT NULL,
  score DOUBLE NOT NULL,
  ratings INT UNSIGNED NOT NULL,
  PRIMARY KEY (run_id, place),
  FOREIGN KEY (run_id) REFERENCES trending_runs (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
