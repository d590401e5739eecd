-- Where a day ends, how the weeks after a planned one look, pairs that a day should not join, and a travel matrix.
ALTER TABLE territory ADD COLUMN "end" TEXT;
ALTER TABLE visit_plan ADD COLUMN outlook TEXT;

CREATE TABLE apart_pair (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  customer_id TEXT NOT NULL, other_id TEXT NOT NULL, note TEXT
) STRICT, WITHOUT ROWID;

-- At most one. Local: a device's own road data.
CREATE TABLE travel_matrix (
  id INTEGER PRIMARY KEY CHECK (id = 1), file_name TEXT NOT NULL, imported_at INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
