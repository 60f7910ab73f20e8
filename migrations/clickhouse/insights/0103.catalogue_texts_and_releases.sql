-- The tables of migrations/mysql/catalogue/0008.
CREATE TABLE IF NOT EXISTS cdc_catalogue_title_translations (
  title_id UUID,
  language String,
  name String,
  overview String,
  tagline String,
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, language);

CREATE TABLE IF NOT EXISTS cdc_catalogue_alternative_titles (
  title_id UUID,
  position UInt16,
  country_code String,
  name String,
  kind String,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, position);

CREATE TABLE IF NOT EXISTS cdc_catalogue_certifications (
  country_code String,
  code String,
  position UInt16,
  meaning String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (country_code, code);

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_releases (
  title_id UUID,
  country_code String,
  type String,
  release_date Date32,
  certification Nullable(String),
  note String,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, country_code, type);

CREATE OR REPLACE VIEW catalogue_title_translations AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_translations FINAL;

CREATE OR REPLACE VIEW catalogue_alternative_titles AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_alternative_titles FINAL;

CREATE OR REPLACE VIEW catalogue_certifications AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_certifications FINAL;

CREATE OR REPLACE VIEW catalogue_title_releases AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_releases FINAL;
