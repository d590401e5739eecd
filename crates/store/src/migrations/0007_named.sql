-- A small version of each picture, which travels before all whole ones.
ALTER TABLE attachment ADD COLUMN small_sha256 TEXT;
ALTER TABLE attachment ADD COLUMN small_bytes INTEGER;

-- On whose device each value of a conflict was written, as HQ calls them: {person, device} as JSON.
ALTER TABLE conflict ADD COLUMN kept_from TEXT;
ALTER TABLE conflict ADD COLUMN lost_from TEXT;
