// One node per profile: events that arrive twice, or side by side, meet in it.
CREATE CONSTRAINT profile_id IF NOT EXISTS FOR (profile:Profile) REQUIRE profile.id IS UNIQUE;
