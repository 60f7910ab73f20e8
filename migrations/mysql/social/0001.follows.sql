-- Who follows whom: the truth of which Neo4j holds the graph. A row stays when the follow ends (ended_at), so that its
-- version goes on counting and an event that arrives late is known to be late. id is the subject of its events.
CREATE TABLE follows (
  id BINARY(16) NOT NULL UNIQUE,
  follower_id BINARY(16) NOT NULL,
  followed_id BINARY(16) NOT NULL,
  followed_at DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  version INT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (follower_id, followed_id),
  KEY follows_by_time (follower_id, followed_at, followed_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
