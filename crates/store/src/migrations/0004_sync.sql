-- Sync with headquarters (HQ). What HQ said of each operation: waiting for a verdict ('pending'), 'applied', 'set_aside'
-- (kept at HQ, not applied), 'dropped' (given up by the user after it was set aside).
ALTER TABLE outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'pending';
-- The row's version at HQ afterwards.
ALTER TABLE outbox ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
-- Why it was set aside: an error as JSON.
ALTER TABLE outbox ADD COLUMN because TEXT;
ALTER TABLE outbox ADD COLUMN answered_at INTEGER;
CREATE INDEX outbox_pending ON outbox (op_seq) WHERE state = 'pending';
CREATE INDEX outbox_set_aside ON outbox (op_seq) WHERE state = 'set_aside';

-- HQ's row, where the row that is shown differs from it: changes that are not yet acknowledged lie on top. NULL = HQ has
-- none. Gone = HQ no longer shows the row here; it is dropped when nothing waits any more.
CREATE TABLE base (
  noun TEXT NOT NULL, id TEXT NOT NULL, row TEXT, gone INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (noun, id)
) STRICT, WITHOUT ROWID;

-- How far each of HQ's feeds is taken. `baseline` = it is being read from its beginning. `skipped` = the schema of the
-- build that met rows it does not know: a later build reads them again.
CREATE TABLE feed (
  scope TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, baseline INTEGER NOT NULL, skipped INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE feed_seen (
  scope TEXT NOT NULL, noun TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (scope, noun, id)
) STRICT, WITHOUT ROWID;

-- Rows without a territory, and the feed that brought them.
CREATE TABLE untied (
  noun TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (noun, id)
) STRICT, WITHOUT ROWID;

-- Ids that were given here before enrolment → the ids that hold. For ever: printed sheets carry them.
CREATE TABLE alias (old_id TEXT PRIMARY KEY, noun TEXT NOT NULL, new_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What other devices signed, as HQ hands it on. Not part of this device's chain.
CREATE TABLE evidence_copy (
  id TEXT PRIMARY KEY, envelope BLOB NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sealed files that HQ has whole, by territory.
CREATE TABLE blob_sent (
  sha256 TEXT NOT NULL, territory_id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (sha256, territory_id)
) STRICT, WITHOUT ROWID;

-- Nouns that HQ makes.
CREATE TABLE conflict (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  noun TEXT NOT NULL, row_id TEXT NOT NULL, field TEXT NOT NULL, kept TEXT, lost TEXT, kept_by TEXT, lost_by TEXT,
  kept_at INTEGER NOT NULL, lost_at INTEGER NOT NULL, choice TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_row ON conflict (noun, row_id);

CREATE TABLE device (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  install_id TEXT NOT NULL, key_id TEXT NOT NULL, person_id TEXT NOT NULL, name TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL, removed_at INTEGER, hq_key_id TEXT NOT NULL, sig TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE countersign (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  evidence_id TEXT NOT NULL, evidence_hash TEXT NOT NULL, key_id TEXT NOT NULL, device_seq INTEGER NOT NULL,
  seq INTEGER NOT NULL, prev TEXT, hash TEXT NOT NULL, received_at INTEGER NOT NULL, hq_key_id TEXT NOT NULL,
  sig TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX countersign_evidence ON countersign (evidence_id);
