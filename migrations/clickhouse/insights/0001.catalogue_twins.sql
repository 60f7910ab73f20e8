-- One twin per table of the catalogue's schema (but its plumbing: outbox, inbox, idempotency keys), column by column.
-- cdc_version is the change's place in the source's log (functions/insights/_domain/positions.py): of all rows with one key the
-- highest counts, however often and in whatever order they were inserted. cdc_deleted = 1 marks the row that says "gone".
CREATE TABLE IF NOT EXISTS cdc_catalogue_genres (
  slug String,
  name String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY slug;

CREATE TABLE IF NOT EXISTS cdc_catalogue_countries (
  code String,
  name String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY code;

CREATE TABLE IF NOT EXISTS cdc_catalogue_languages (
  code String,
  name String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY code;

CREATE TABLE IF NOT EXISTS cdc_catalogue_keywords (
  id UUID,
  name String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_titles (
  id UUID,
  kind String,
  name String,
  original_name String,
  original_language Nullable(String),
  overview String,
  tagline String,
  homepage Nullable(String),
  status String,
  release_date Nullable(Date32),
  runtime_minutes Nullable(UInt32),
  budget_amount Nullable(UInt64),
  budget_currency Nullable(String),
  revenue_amount Nullable(UInt64),
  revenue_currency Nullable(String),
  popularity Decimal(12, 6),
  vote_average Nullable(Decimal(4, 2)),
  vote_count UInt32,
  version UInt32,
  removed_at Nullable(DateTime64(6, 'UTC')),
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_external_ids (
  source String,
  value String,
  title_id UUID,
  source_hash Nullable(FixedString(32)),
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (source, value);

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_genres (
  title_id UUID,
  genre_slug String,
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, genre_slug);

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_countries (
  title_id UUID,
  country_code String,
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, country_code);

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_languages (
  title_id UUID,
  language_code String,
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, language_code);

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_keywords (
  title_id UUID,
  keyword_id UUID,
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, keyword_id);

CREATE TABLE IF NOT EXISTS cdc_catalogue_companies (
  id UUID,
  tmdb_id Nullable(UInt32),
  name String,
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_title_companies (
  title_id UUID,
  company_id UUID,
  position UInt16,
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (title_id, company_id);

CREATE TABLE IF NOT EXISTS cdc_catalogue_people (
  id UUID,
  tmdb_id Nullable(UInt32),
  name String,
  gender Nullable(String),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_credits (
  id UUID,
  title_id UUID,
  person_id UUID,
  kind String,
  character_name String,
  department String,
  job String,
  billing_order Nullable(UInt32),
  external_id Nullable(String),
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;
