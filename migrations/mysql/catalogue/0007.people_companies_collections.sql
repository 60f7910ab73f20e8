-- depends: 0006.structure_and_changes
-- removed_at: a removed person or company keeps its row (and its external ids), and no title shows it any more. tmdb_id stays what an
-- import finds people and companies by; readers see it as external_ids.tmdb beside the other systems' ids.
ALTER TABLE people
  ADD COLUMN biography TEXT NOT NULL DEFAULT ('') AFTER gender,
  ADD COLUMN birthday DATE NULL AFTER biography,
  ADD COLUMN deathday DATE NULL AFTER birthday,
  ADD COLUMN place_of_birth VARCHAR(255) NULL AFTER deathday,
  ADD COLUMN known_for_department VARCHAR(64) NULL AFTER place_of_birth,
  ADD COLUMN homepage VARCHAR(512) NULL AFTER known_for_department,
  ADD COLUMN removed_at DATETIME(6) NULL AFTER version,
  ADD KEY people_by_name (name, id),
  ADD KEY people_by_updated_at (updated_at, id);

ALTER TABLE companies
  ADD COLUMN country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER name,
  ADD COLUMN homepage VARCHAR(512) NULL AFTER country_code,
  ADD COLUMN parent_id BINARY(16) NULL AFTER homepage,
  ADD COLUMN removed_at DATETIME(6) NULL AFTER version,
  ADD KEY companies_by_name (name, id),
  ADD KEY companies_by_updated_at (updated_at, id),
  ADD FOREIGN KEY (country_code) REFERENCES countries (code),
  ADD FOREIGN KEY (parent_id) REFERENCES companies (id);

CREATE TABLE person_external_ids (
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (source, value),
  UNIQUE KEY person_external_ids_by_person (person_id, source),
  FOREIGN KEY (person_id) REFERENCES people (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE company_external_ids (
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (source, value),
  UNIQUE KEY company_external_ids_by_company (company_id, source),
  FOREIGN KEY (company_id) REFERENCES companies (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- role: production, distribution or network; one company may have several on one title.
ALTER TABLE title_companies
  ADD COLUMN role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'production' AFTER company_id,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (title_id, company_id, role);

CREATE TABLE collections (
  id BINARY(16) NOT NULL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  overview TEXT NOT NULL,
  version INT UNSIGNED NOT NULL,
  removed_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY collections_by_name (name, id),
  KEY collections_by_updated_at (updated_at, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE collection_titles (
  collection_id BINARY(16) NOT NULL,
  title_id BINARY(16) NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (collection_id, title_id),
  KEY collection_titles_by_title (title_id, collection_id),
  FOREIGN KEY (collection_id) REFERENCES collections (id),
  FOREIGN KEY (title_id) REFERENCES titles (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Behind the ETag of a genre and of a keyword.
ALTER TABLE genres ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 1 AFTER name;
ALTER TABLE keywords ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 1 AFTER name;
