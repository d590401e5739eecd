-- Forms that headquarters publishes. What records were made with is kept apart from them, by its hash as well: a
-- headquarters that was put back may give a number anew.
CREATE TABLE published_form (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  form_id TEXT NOT NULL, form_version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE form RENAME TO form_before;
CREATE TABLE form (
  id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, version, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO form (id, version, hash, body) SELECT id, version, hash, body FROM form_before;
DROP TABLE form_before;
