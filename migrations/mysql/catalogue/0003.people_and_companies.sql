-- depends: 0002.titles
CREATE TABLE companies (
  id BINARY(16) NOT NULL PRIMARY KEY,
  tmdb_id INT UNSIGNED NULL UNIQUE,
  name VARCHAR(255) NOT NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE title_companies (
  title_id BINARY(16) NOT NULL,
  company_id BINARY(16) NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (title_id, company_id),
  KEY title_companies_by_company (company_id, title_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (company_id) REFERENCES companies (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE people (
  id BINARY(16) NOT NULL PRIMARY KEY,
  tmdb_id INT UNSIGNED NULL UNIQUE,
  name VARCHAR(255) NOT NULL,
  gender VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- kind is cast (character_name, billing_order) or crew (department, job). external_id is the credit's own id at its
-- source, which makes a repeated import find it again; NULL for a credit entered by hand.
CREATE TABLE credits (
  id BINARY(16) NOT NULL PRIMARY KEY,
  title_id BINARY(16) NOT NULL,
  person_id BINARY(16) NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  character_name VARCHAR(512) NOT NULL,
  department VARCHAR(64) NOT NULL,
  job VARCHAR(128) NOT NULL,
  billing_order INT UNSIGNED NULL,
  external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  UNIQUE KEY credits_by_title (title_id, external_id),
  KEY credits_by_person (person_id),
  FOREIGN KEY (title_id) REFERENCES titles (id),
  FOREIGN KEY (person_id) REFERENCES people (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
