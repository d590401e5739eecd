-- Schema 1 as released, with one row of each kind that an upgrade must keep.
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
  id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, version)
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

CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;
INSERT INTO schema_version VALUES (1);
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
