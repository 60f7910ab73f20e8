-- depends: 0005.reference_data
-- parent_id: a season's series, an episode's season. number: the season's in its series, the episode's in its season; 0 holds specials.
ALTER TABLE titles
  ADD COLUMN parent_id BINARY(16) NULL AFTER kind,
  ADD COLUMN number SMALLINT UNSIGNED NULL AFTER parent_id,
  ADD UNIQUE KEY titles_by_parent (parent_id, number),
  ADD FOREIGN KEY (parent_id) REFERENCES titles (id);

-- Who changed which field of what, and when; written in the transaction of the change itself. field '' = the whole thing, when it was
-- added or removed. Values are JSON; NULL where they are too large to keep (credits), or not known.
CREATE TABLE field_changes (
  thing_id BINARY(16) NOT NULL,
  version INT UNSIGNED NOT NULL,
  field VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  thing_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  before_value TEXT NULL,
  after_value TEXT NULL,
  changed_by VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  changed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (thing_id, version, field),
  KEY field_changes_by_time (thing_kind, changed_at, thing_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
