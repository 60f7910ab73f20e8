-- depends: 0008.texts_and_releases
-- Where search looks: derived from titles and people in the transaction of their change, made anew by rebuild_search.
-- Therefore no foreign keys, and no change data capture (localstack/deployer/config/cdc.json leaves the three tables out).

-- One row per name of a thing. id: a hash of thing and folded, so that whoever writes a name gives it the same. folded: the name in
-- lower-case ASCII. popularity: the title's; a person's follows from the titles that credit the person.
CREATE TABLE search_names (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  thing_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  thing_id BINARY(16) NOT NULL,
  name VARCHAR(255) NOT NULL,
  folded VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  popularity DECIMAL(12, 6) NOT NULL,
  KEY search_names_by_thing (thing_id),
  KEY search_names_by_folded (folded, thing_kind)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- The words of folded names → names, the most popular (band) at the end of each word, so that a search reads a bounded part of a
-- common one. Popular names also stand under the first letters of their words: n* and no* for nosferatu.
CREATE TABLE search_words (
  word VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  thing_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  band TINYINT UNSIGNED NOT NULL,
  name_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (word, thing_kind, band, name_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Every word that a name ever had, under itself and under what is left of it without one letter.
CREATE TABLE search_spellings (
  spelling VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  word VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (spelling, word)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
