-- The columns and the tables of migrations/mysql/catalogue/0011.
ALTER TABLE cdc_catalogue_field_changes ADD COLUMN IF NOT EXISTS origin String DEFAULT 'hand' AFTER changed_at;
ALTER TABLE cdc_catalogue_field_changes ADD COLUMN IF NOT EXISTS proposal_id Nullable(UUID) AFTER origin;
ALTER TABLE cdc_catalogue_field_changes ADD COLUMN IF NOT EXISTS reverted_version Nullable(UInt32) AFTER proposal_id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_proposals (
  id UUID,
  thing_kind String,
  thing_id UUID,
  base_version UInt32,
  status String,
  comment String,
  sources String,
  proposed_by String,
  proposed_at DateTime64(6, 'UTC'),
  reviewed_by Nullable(String),
  closed_at Nullable(DateTime64(6, 'UTC')),
  reason String,
  made_version Nullable(UInt32),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY id;

CREATE TABLE IF NOT EXISTS cdc_catalogue_proposal_fields (
  proposal_id UUID,
  field String,
  base_value String,
  proposed_value String,
  accepted Nullable(UInt8),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (proposal_id, field);

CREATE TABLE IF NOT EXISTS cdc_catalogue_proposers (
  account String,
  created_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY account;

CREATE TABLE IF NOT EXISTS cdc_catalogue_field_locks (
  thing_id UUID,
  field String,
  reason String,
  locked_by String,
  locked_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (thing_id, field);

CREATE OR REPLACE VIEW catalogue_field_changes AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_field_changes FINAL;
CREATE OR REPLACE VIEW catalogue_proposals AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_proposals FINAL;
CREATE OR REPLACE VIEW catalogue_proposal_fields AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_proposal_fields FINAL;
CREATE OR REPLACE VIEW catalogue_proposers AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_proposers FINAL;
CREATE OR REPLACE VIEW catalogue_field_locks AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_field_locks FINAL;
