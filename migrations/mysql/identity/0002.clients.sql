-- depends: 0001.backbone
-- Services and tools that ask for tokens. scopes: separated by one space; secret_hash: scrypt, never the secret.

CREATE TABLE clients (
  client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name VARCHAR(200) CHARACTER SET utf8mb4 NOT NULL,
  scopes VARCHAR(2000) CHARACTER SET ascii NOT NULL,
  secret_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE=InnoDB;
