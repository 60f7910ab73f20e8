-- What readers read: right at once, without FINAL on their side. Deleted rows are not in them.
CREATE OR REPLACE VIEW catalogue_genres AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_genres FINAL;

CREATE OR REPLACE VIEW catalogue_countries AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_countries FINAL;

CREATE OR REPLACE VIEW catalogue_languages AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_languages FINAL;

CREATE OR REPLACE VIEW catalogue_keywords AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_keywords FINAL;

CREATE OR REPLACE VIEW catalogue_titles AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_titles FINAL;

CREATE OR REPLACE VIEW catalogue_title_external_ids AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_external_ids FINAL;

CREATE OR REPLACE VIEW catalogue_title_genres AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_genres FINAL;

CREATE OR REPLACE VIEW catalogue_title_countries AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_countries FINAL;

CREATE OR REPLACE VIEW catalogue_title_languages AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_languages FINAL;

CREATE OR REPLACE VIEW catalogue_title_keywords AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_keywords FINAL;

CREATE OR REPLACE VIEW catalogue_companies AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_companies FINAL;

CREATE OR REPLACE VIEW catalogue_title_companies AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_title_companies FINAL;

CREATE OR REPLACE VIEW catalogue_people AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_people FINAL;

CREATE OR REPLACE VIEW catalogue_credits AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_catalogue_credits FINAL;
