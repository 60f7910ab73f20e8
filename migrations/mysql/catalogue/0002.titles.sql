-- depends: 0001.vocabularies
-- Amounts are integer minor units of budget_currency and revenue_currency (ISO 4217); NULL = not known.
-- removed_at is the soft delete: the row stays so that its identifier and external identifiers are never reused.
CREATE TABLE titles (
  id BINARY(16) NOT NULL PRIMARY KEY,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  original_name VARCHAR(255) NOT NULL,
  original_language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  overview VARCHAR(4000) NOT NULL,
  tagline VARCHAR(512) NOT NULL,
  homepage VARCHAR(512) NULL,
  status VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  release_date DATE NULL,
  runtime_minutes INT UNSIGNED NULL,
  budget_amount BIGINT UNSIGNED NULL,
  budget_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  revenue_amount BIGINT UNSIGNED NULL,
  revenue_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  popularity DECIMAL(12, 6) NOT NULL,
  vote_average DECIMAL(4, 2) NULL,
  vote_count INT UNSIGNED NOT NULL,
  version INT UNSIGNED NOT NULL,
  removed_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY titles_by_popularity (popularity, id),
  KEY titles_by_release_date (release_date, id),
  KEY titles_by_name (name, id),
  FULLTEXT KEY titles_by_words (name, original_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- source_hash: SHA-256 of what that source last said about the title. An import whose row hashes to the same changes
-- nothing, so that corrections made here survive a repeated import.
CREATE TABLE title_external_ids (
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title_id BINARY(16) NOT NULL,
  source_hash BINARY(32) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (source, value),
  UNIQUE KEY title_external_ids_by_title (title_id, source),
  FOREIGN KEY (title_id) REFERENCES titles (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE title_genres (
  title_id BINARY(16) NOT NULL,
  genre_slug VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (title_id, genre_slug),
  KEY title_genres_by_genre (genre_slug, title_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (genre_slug) REFERENCES genres (slug)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE title_countries (
  title_id BINARY(16) NOT NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (title_id, country_code),
  KEY title_countries_by_country (country_code, title_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (country_code) REFERENCES countries (code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- The languages spoken in the title; the language that it was made in is titles.original_language.
CREATE TABLE title_languages (
  title_id BINARY(16) NOT NULL,
  language_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (title_id, language_code),
  KEY title_languages_by_language (language_code, title_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (language_code) REFERENCES languages (code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE title_keywords (
  title_id BINARY(16) NOT NULL,
  keyword_id BINARY(16) NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (title_id, keyword_id),
  KEY title_keywords_by_keyword (keyword_id, title_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (keyword_id) REFERENCES keywords (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
