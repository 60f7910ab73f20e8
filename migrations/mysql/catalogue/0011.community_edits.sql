-- depends: 0010.images
-- How a change came about: by hand, by an import, by an accepted proposal, by a reversal of the change that made reverted_version. The
-- author stays changed_by; who accepted a proposal is proposals.reviewed_by, and stands nowhere else.
ALTER TABLE field_changes
  ADD COLUMN origin VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'hand' AFTER changed_at,
  ADD COLUMN proposal_id BINARY(16) NULL AFTER origin,
  ADD COLUMN reverted_version INT UNSIGNED NULL AFTER proposal_id;
UPDATE field_changes SET origin = 'import' WHERE LEFT(changed_by, 7) = 'import:';

-- What somebody would change of a title or a person. status: open, accepted, rejected or withdrawn; closed_at is set with all but the
-- first. sources: a JSON array of addresses. made_version: of the thing, where it was accepted. Only proposed_by and reviewed_by say who.
CREATE TABLE proposals (
  id BINARY(16) NOT NULL PRIMARY KEY,
  thing_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  thing_id BINARY(16) NOT NULL,
  base_version INT UNSIGNED NOT NULL,
  status VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  comment VARCHAR(2000) NOT NULL,
  sources TEXT NOT NULL,
  proposed_by VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  reviewed_by VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  closed_at DATETIME(6) NULL,
  reason VARCHAR(2000) NOT NULL,
  made_version INT UNSIGNED NULL,
  KEY proposals_by_status (status, id),
  KEY proposals_by_thing (thing_id, id),
  KEY proposals_by_author (proposed_by, status)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- base_value: the field as the proposer saw it; proposed_value: of the merge patch; both JSON. accepted: NULL until the proposal is.
CREATE TABLE proposal_fields (
  proposal_id BINARY(16) NOT NULL,
  field VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_value TEXT NOT NULL,
  proposed_value TEXT NOT NULL,
  accepted TINYINT UNSIGNED NULL,
  PRIMARY KEY (proposal_id, field),
  KEY proposal_fields_by_field (field, proposal_id),
  FOREIGN KEY (proposal_id) REFERENCES proposals (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- One row per account that ever proposed: locked while its open proposals are counted.
CREATE TABLE proposers (
  account VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  created_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Fields and parts that nobody changes until the lock is taken away.
CREATE TABLE field_locks (
  thing_id BINARY(16) NOT NULL,
  field VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  locked_by VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  locked_at DATETIME(6) NOT NULL,
  PRIMARY KEY (thing_id, field)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
