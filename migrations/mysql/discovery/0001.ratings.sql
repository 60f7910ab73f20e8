-- MovieLens's ratings and its map from its own film numbers to other systems' (links.csv). A rating whose film the
-- catalogue lacks is kept: it counts from the moment when the film arrives in titles.
CREATE TABLE ratings (
  user_id INT UNSIGNED NOT NULL,
  movie_id INT UNSIGNED NOT NULL,
  rating DECIMAL(2, 1) NOT NULL,
  rated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, movie_id),
  KEY ratings_by_time (rated_at),
  KEY ratings_by_movie (movie_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE links (
  movie_id INT UNSIGNED NOT NULL PRIMARY KEY,
  imdb_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  tmdb_id INT UNSIGNED NULL,
  KEY links_by_tmdb (tmdb_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- What discovery knows of the catalogue, learnt from its events alone. version = the event's aggregateversion.
CREATE TABLE titles (
  title_id BINARY(16) NOT NULL PRIMARY KEY,
  tmdb_id INT UNSIGNED NULL,
  name VARCHAR(255) NOT NULL,
  version INT UNSIGNED NOT NULL,
  removed TINYINT(1) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY titles_by_tmdb (tmdb_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
