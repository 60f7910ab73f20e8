-- Social's tables, as 0001 and 0002 do it for the catalogue's.
CREATE TABLE IF NOT EXISTS cdc_social_follows (
  id UUID,
  follower_id UUID,
  followed_id UUID,
  followed_at Nullable(DateTime64(6, 'UTC')),
  ended_at Nullable(DateTime64(6, 'UTC')),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (follower_id, followed_id);

CREATE TABLE IF NOT EXISTS cdc_social_ratings (
  id UUID,
  profile_id UUID,
  title_id UUID,
  value Nullable(UInt8),
  rated_at Nullable(DateTime64(6, 'UTC')),
  version UInt32,
  created_at DateTime64(6, 'UTC'),
  updated_at DateTime64(6, 'UTC'),
  cdc_version UInt64,
  cdc_deleted UInt8
) ENGINE = ReplacingMergeTree(cdc_version, cdc_deleted) ORDER BY (profile_id, title_id);

CREATE OR REPLACE VIEW social_follows AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_social_follows FINAL;

CREATE OR REPLACE VIEW social_ratings AS
SELECT * EXCEPT (cdc_version, cdc_deleted) FROM cdc_social_ratings FINAL;
