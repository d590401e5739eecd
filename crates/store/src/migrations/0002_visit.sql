-- Visits, what was signed of them, promises and pictures.
CREATE TABLE visit_record (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  customer_id TEXT NOT NULL, person_id TEXT NOT NULL, planned_visit_id TEXT, sheet_id TEXT, state TEXT NOT NULL,
  outcome TEXT, date TEXT NOT NULL, arrived_at INTEGER, left_at INTEGER, position TEXT, entered TEXT NOT NULL,
  clock_doubt_ms INTEGER, companion TEXT, companion_rating TEXT, cover_for TEXT, form_id TEXT NOT NULL,
  form_version INTEGER NOT NULL, form_hash TEXT NOT NULL, answers TEXT NOT NULL DEFAULT '{}',
  internal TEXT NOT NULL DEFAULT '{}', restricted TEXT NOT NULL DEFAULT '{}', copied TEXT NOT NULL DEFAULT '[]',
  corrects TEXT, evidence_id TEXT, paper_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_record_customer ON visit_record (customer_id, date);
CREATE INDEX visit_record_date ON visit_record (date);
CREATE INDEX visit_record_planned ON visit_record (planned_visit_id);
CREATE INDEX visit_record_corrects ON visit_record (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX visit_record_evidence ON visit_record (evidence_id) WHERE evidence_id IS NOT NULL;
CREATE INDEX visit_record_state ON visit_record (state);

CREATE TABLE issue (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  customer_id TEXT NOT NULL, person_id TEXT NOT NULL, visit_record_id TEXT, kind TEXT NOT NULL, category TEXT,
  urgent INTEGER NOT NULL DEFAULT 0, content TEXT NOT NULL, asked_at INTEGER NOT NULL, promised_at INTEGER,
  owner TEXT, answered_at INTEGER, resolved_at INTEGER, outcome TEXT, told_at INTEGER, told_by TEXT,
  reported_to TEXT, reported_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_customer ON issue (customer_id, asked_at);
CREATE INDEX issue_open ON issue (told_at, asked_at);

CREATE TABLE issue_step (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  issue_id TEXT NOT NULL, person_id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, text TEXT, "to" TEXT,
  way TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_step_issue ON issue_step (issue_id, at);

CREATE TABLE attachment (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  customer_id TEXT, visit_record_id TEXT, issue_id TEXT, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL, media_type TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  taken_at INTEGER NOT NULL, note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_visit ON attachment (visit_record_id);
CREATE INDEX attachment_sha256 ON attachment (sha256);
CREATE INDEX attachment_customer ON attachment (customer_id);

ALTER TABLE planned_visit ADD COLUMN put_off_reason TEXT;

-- What was signed, byte for byte. Added to, never changed: the triggers stop accidents, verification proves the rest.
CREATE TABLE evidence (
  id TEXT PRIMARY KEY, envelope BLOB NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_seq ON evidence (seq);
CREATE TRIGGER evidence_is_not_updated BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is not changed'); END;
CREATE TRIGGER evidence_is_not_deleted BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is not deleted'); END;
CREATE TRIGGER evidence_is_not_replaced BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'evidence is not replaced'); END;

-- The public keys that this folder's evidence was signed with, each with the first number of its chain.
CREATE TABLE device_key (
  key_id TEXT PRIMARY KEY, install_id TEXT NOT NULL, first_seq INTEGER NOT NULL, created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Pictures of paper that wait for their visit. Local.
CREATE TABLE scan (
  id TEXT PRIMARY KEY, attachment_id TEXT NOT NULL, file_name TEXT NOT NULL, page INTEGER NOT NULL,
  code TEXT, state TEXT NOT NULL, visit_record_id TEXT, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What changed in one row, for a customer's history.
CREATE INDEX outbox_row ON outbox (noun, id);
