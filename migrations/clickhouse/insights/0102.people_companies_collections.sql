-- The columns and tables of migrations/mysql/catalogue/0007.
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS biography String AFTER gender;
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS birthday Nullable(Date32) AFTER biography;
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS deathday Nullable(Date32) AFTER birthday;
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS place_of_birth Nullable(String) AFTER deathday;
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS known_for_department Nullable(String) AFTER place_of_birth;
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS homepage Nullable(String) AFTER known_for_department;
ALTER TABLE cdc_catalogue_people ADD COLUMN IF NOT EXISTS removed_at Nullable(DateTime64(6, 'UTC')) AFTER version;
ALTER TABLE cdc_catalogue_companies ADD COLUMN IF NOT EXISTS country_code Nullable(String) AFTER name;
ALTER TABLE cdc_catalogue_companies ADD COLUMN IF NOT EXISTS homepage Nullable(String) AFTER country_code;
ALTER TABLE cdc_catalogue_companies ADD COLUMN IF NOT EXISTS parent_id Nullable(UUID) AFTER homepage;
ALTER TABLE cdc_catalogue_companies ADD COLUMN IF NOT EXISTS removed_at Nullable(DateTime64(6, 'UTC')) AFTER version;
ALTER TABLE cdc_catalogue_genres ADD COLUMN IF NOT EXISTS version UInt32 DEFAULT 1 AFTER name;
ALTER TABLE cdc_catalogue_keywords ADD COLUMN IF NOT EXISTS version UInt32 DEFAULT 1 AFTER name;

CREATE TABLE IF NOT EXISTS cdc_catalogue_person_external_ids (
  source String,
  value String,
  person_id UUID,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (source, value);

CREATE TABLE IF NOT EXISTS cdc_catalogue_company_external_ids (
  source String,
  value String,
  company_id UUID,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (source, value);

-- A role belongs to the key, which ClickHouse changes only by a new table; what is there is production, as in MySQL.
DROP TABLE IF EXISTS cdc_catalogue_title_companies_by_role;

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_companies_by_role (
  title_id UUID,
  company_id UUID,
  role String DEFAULT 'production',
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, company_id, role);

INSERT INTO cdc_catalogue_title_companies_by_role (title_id, company_id, position, cdc_version, cdc_deleted)
SELECT title_id, company_id, position, cdc_version, cdc_deleted FROM cdc_catalogue_title_companies;

EXCHANGE TABLES cdc_catalogue_title_companies_by_role AND cdc_catalogue_title_companies;

DROP TABLE cdc_catalogue_title_companies_by_role;

CREATE TABLE IF NOT EXISTS cdc_catalogue_collections (
  id UUID,
  name String,
  overview String,
  version UInt32,
  removed_at Nullable(DateTime64(6, 'UTC')),
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_collection_titles (
  collection_id UUID,
  title_id UUID,
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (collection_id, title_id);

CREATE OR REPLACE VIEW catalogue_people AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_people FINAL;

CREATE OR REPLACE VIEW catalogue_companies AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_companies FINAL;

CREATE OR REPLACE VIEW catalogue_genres AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_genres FINAL;

CREATE OR REPLACE VIEW catalogue_keywords AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_keywords FINAL;

CREATE OR REPLACE VIEW catalogue_person_external_ids AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_person_external_ids FINAL;

CREATE OR REPLACE VIEW catalogue_company_external_ids AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_company_external_ids FINAL;

CREATE OR REPLACE VIEW catalogue_title_companies AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_companies FINAL;

CREATE OR REPLACE VIEW catalogue_collections AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_collections FINAL;

CREATE OR REPLACE VIEW catalogue_collection_titles AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_collection_titles FINAL;
