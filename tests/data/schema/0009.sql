-- Schema 9 as released, with one row of each kind that an upgrade must keep.
-- Synced nouns. Every table starts with the same head; no UNIQUE and no foreign key across rows, because a pulled
-- child may come before its parent, and no CHECK list of words that may grow.
CREATE TABLE territory (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  code TEXT NOT NULL, name TEXT NOT NULL, organisation TEXT NOT NULL, zone TEXT NOT NULL, start TEXT,
  is_demo INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  code TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, phone TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  code TEXT NOT NULL, name TEXT NOT NULL, class TEXT, segment TEXT, standard_store INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL, address TEXT NOT NULL, office TEXT, landmark TEXT, phone TEXT,
  licence_no TEXT, licence_expires_on TEXT, owner_id TEXT, order_weekday INTEGER, delivery_weekday INTEGER,
  line TEXT, opening_hours TEXT NOT NULL DEFAULT '[]', visit_weekdays TEXT NOT NULL DEFAULT '[]',
  market_days TEXT, service_min INTEGER, frequency TEXT, last_visit_on TEXT, key_points TEXT, wishes TEXT,
  position TEXT, note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_code ON customer (code);

CREATE TABLE contact (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  customer_id TEXT NOT NULL, name TEXT NOT NULL, layer TEXT NOT NULL, title TEXT, phone TEXT,
  is_primary INTEGER NOT NULL DEFAULT 0, note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_customer ON contact (customer_id);

CREATE TABLE customer_set (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  name TEXT NOT NULL, customer_ids TEXT NOT NULL DEFAULT '[]', filter TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE frequency_rule (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  target TEXT NOT NULL, window TEXT NOT NULL, times INTEGER NOT NULL, min_gap_days INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  "from" TEXT NOT NULL, "to" TEXT NOT NULL, kind TEXT NOT NULL, part TEXT NOT NULL, note TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE sales_fact (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  customer_id TEXT NOT NULL, delivered_on TEXT NOT NULL, product TEXT NOT NULL, quantity INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL, profit_fen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sales_fact_customer ON sales_fact (customer_id, delivered_on);

CREATE TABLE visit_plan (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  person_id TEXT NOT NULL, week TEXT NOT NULL, status TEXT NOT NULL, finalised_at INTEGER,
  unplanned TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_plan_week ON visit_plan (week);

CREATE TABLE planned_visit (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  plan_id TEXT NOT NULL, customer_id TEXT NOT NULL, date TEXT NOT NULL, "order" INTEGER NOT NULL,
  arrive_min INTEGER NOT NULL, depart_min INTEGER NOT NULL, travel_m INTEGER NOT NULL, travel_min INTEGER NOT NULL,
  purposes TEXT NOT NULL DEFAULT '[]', key_points TEXT, reasons TEXT NOT NULL DEFAULT '[]',
  locked INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, change TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX planned_visit_plan ON planned_visit (plan_id, date);
CREATE INDEX planned_visit_customer ON planned_visit (customer_id, date, state);

-- Local nouns: they belong to this device and are never synced.
CREATE TABLE form (
  id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, version, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE draft (key TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  op_seq INTEGER PRIMARY KEY AUTOINCREMENT, tx_id TEXT NOT NULL, op_schema INTEGER NOT NULL, actor TEXT NOT NULL,
  noun TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, base_version INTEGER NOT NULL, fields TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_tx ON outbox (tx_id);

-- What can be taken back, by scope (a plan's week). `undone_tx` names the transaction that took it back.
CREATE TABLE undo_step (
  step INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, tx_id TEXT NOT NULL, undone_tx TEXT
) STRICT;
CREATE INDEX undo_step_scope ON undo_step (scope, step);

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

CREATE TABLE published_form (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  form_id TEXT NOT NULL, form_version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bulletin (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  number TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
  to_tell INTEGER NOT NULL DEFAULT 0, "from" TEXT NOT NULL, until TEXT, report_number TEXT, withdrawn_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE bulletin_read (
  id TEXT PRIMARY KEY, territory_id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
  bulletin_id TEXT NOT NULL, person_id TEXT NOT NULL, read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE visit_record ADD COLUMN told TEXT NOT NULL DEFAULT '[]';

-- A small version of each picture, which travels before all whole ones.
ALTER TABLE attachment ADD COLUMN small_sha256 TEXT;
ALTER TABLE attachment ADD COLUMN small_bytes INTEGER;

-- On whose device each value of a conflict was written, as HQ calls them: {person, device} as JSON.
ALTER TABLE conflict ADD COLUMN kept_from TEXT;
ALTER TABLE conflict ADD COLUMN lost_from TEXT;

-- Up to which operation HQ has given its verdicts, and when: they come in order. An operation before it whose `state` says
-- nothing of its own ('pending') was applied, and its row was HQ's from then on: a long reply need not touch each operation.
CREATE TABLE answered (up_to INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
-- The first that waits is found by its number.
DROP INDEX outbox_pending;
-- What is on top of a row is told by the index alone.
DROP INDEX outbox_row;
CREATE INDEX outbox_row ON outbox (noun, id, state, version);
-- Which version of the customer the writer of a contact or a visit had read; NULL = an older program wrote it.
ALTER TABLE outbox ADD COLUMN customer_version INTEGER;

CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;
INSERT INTO schema_version VALUES (9);
INSERT INTO territory (id, territory_id, created_at, updated_at, code, name, organisation, zone)
VALUES ('0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000001', 1, 1, '1', '城区', '示例公司', 'Asia/Shanghai');
INSERT INTO person (id, territory_id, created_at, updated_at, code, name, role)
VALUES ('0190a000-0000-7000-8000-000000000002', '0190a000-0000-7000-8000-000000000001', 1, 1, '1', '某甲', 'manager');
INSERT INTO customer (id, territory_id, created_at, updated_at, code, name, status, address)
VALUES ('0190a000-0000-7000-8000-000000000003', '0190a000-0000-7000-8000-000000000001', 1, 1, 'T001', '中和路便利店', 'open', '中和路1号');
INSERT INTO setting (name, value) VALUES ('install_id', '0190a000-0000-7000-8000-000000000004');
INSERT INTO outbox (tx_id, op_schema, actor, noun, id, kind, base_version, fields, at)
VALUES ('0190a000-0000-7000-8000-000000000005', 1, '0190a000-0000-7000-8000-000000000002', 'customer',
        '0190a000-0000-7000-8000-000000000003', 'put', 0, '{"code":{"old":null,"new":"T001"}}', 1);
INSERT INTO visit_record (id, territory_id, created_at, updated_at, customer_id, person_id, state, outcome, date, entered,
                          form_id, form_version, form_hash, answers, evidence_id)
VALUES ('0190a000-0000-7000-8000-000000000010', '0190a000-0000-7000-8000-000000000001', 1, 1, '0190a000-0000-7000-8000-000000000003', '0190a000-0000-7000-8000-000000000002', 'signed', 'done', '2026-11-23', 'live',
        'visit_record', 1, '00', '{"rating":"satisfied"}', '0190a000-0000-7000-8000-000000000011');
INSERT INTO issue (id, territory_id, created_at, updated_at, customer_id, person_id, visit_record_id, kind, content, asked_at)
VALUES ('0190a000-0000-7000-8000-000000000012', '0190a000-0000-7000-8000-000000000001', 1, 1, '0190a000-0000-7000-8000-000000000003', '0190a000-0000-7000-8000-000000000002', '0190a000-0000-7000-8000-000000000010', 'question', '何时到货', 1);
INSERT INTO issue_step (id, territory_id, created_at, updated_at, issue_id, person_id, kind, at)
VALUES ('0190a000-0000-7000-8000-000000000013', '0190a000-0000-7000-8000-000000000001', 1, 1, '0190a000-0000-7000-8000-000000000012', '0190a000-0000-7000-8000-000000000002', 'note', 1);
INSERT INTO attachment (id, territory_id, created_at, updated_at, customer_id, visit_record_id, kind, sha256, bytes,
                        media_type, width, height, taken_at)
VALUES ('0190a000-0000-7000-8000-000000000014', '0190a000-0000-7000-8000-000000000001', 1, 1, '0190a000-0000-7000-8000-000000000003', '0190a000-0000-7000-8000-000000000010', 'shelf', '00', 1, 'image/jpeg', 1, 1, 1);
INSERT INTO evidence (id, envelope, hash, seq) VALUES ('0190a000-0000-7000-8000-000000000011', CAST('{"alg":"ed25519-sha256/1"}' AS BLOB), '00', 1);
INSERT INTO device_key (key_id, install_id, first_seq, created_at) VALUES ('00', '0190a000-0000-7000-8000-000000000004', 1, 1);
INSERT INTO setting (name, value) VALUES ('evidence_head', '{"seq":1,"hash":"00"}');
INSERT INTO scan (id, attachment_id, file_name, page, state, at) VALUES ('0190a000-0000-7000-8000-000000000015', '0190a000-0000-7000-8000-000000000014', 'IMG_1.jpg', 1, 'waiting', 1);
INSERT INTO apart_pair (id, territory_id, created_at, updated_at, customer_id, other_id, note)
VALUES ('0190a000-0000-7000-8000-000000000016', '0190a000-0000-7000-8000-000000000001', 1, 1, '0190a000-0000-7000-8000-000000000003', '0190a000-0000-7000-8000-000000000017', '隔河');
INSERT INTO travel_matrix (id, file_name, imported_at, body) VALUES (1, 'roads.csv', 1, CAST('' AS BLOB));
INSERT INTO answered (up_to, at) VALUES (1, 2);
INSERT INTO feed (scope, epoch, seq, baseline) VALUES ('territory-0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000020', 7, 0);
INSERT INTO alias (old_id, noun, new_id)
VALUES ('0190a000-0000-7000-8000-000000000021', 'customer', '0190a000-0000-7000-8000-000000000003');
INSERT INTO conflict (id, territory_id, version, created_at, updated_at, noun, row_id, field, kept, lost, kept_at, lost_at)
VALUES ('0190a000-0000-7000-8000-000000000022', '0190a000-0000-7000-8000-000000000001', 1, 1, 1, 'customer',
        '0190a000-0000-7000-8000-000000000003', 'note', '"甲"', '"乙"', 1, 1);
INSERT INTO form (id, version, hash, body) VALUES ('visit_record', 1, '00', '{}');
INSERT INTO published_form (id, territory_id, version, created_at, updated_at, form_id, form_version, hash, body)
VALUES ('0190a000-0000-7000-8000-000000000023', '00000000-0000-0000-0000-000000000000', 1, 1, 1, 'visit_record', 2, '00', '{}');
INSERT INTO untied (noun, id, scope) VALUES ('published_form', '0190a000-0000-7000-8000-000000000023', 'organisation');
INSERT INTO bulletin (id, territory_id, version, created_at, updated_at, number, kind, title, text, to_tell, "from")
VALUES ('0190a000-0000-7000-8000-000000000024', '0190a000-0000-7000-8000-000000000001', 1, 1, 1, '2026-001', 'supply', '货源安排', '正文', 1, '2026-11-23');
INSERT INTO bulletin_read (id, territory_id, created_at, updated_at, bulletin_id, person_id, read_at)
VALUES ('0190a000-0000-7000-8000-000000000025', '0190a000-0000-7000-8000-000000000001', 1, 1, '0190a000-0000-7000-8000-000000000024', '0190a000-0000-7000-8000-000000000002', 1);
