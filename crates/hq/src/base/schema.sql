-- One text for both databases: numbered parameters, no UNIQUE across scopes, and each table keyed by the scope,
-- territory or installation that it belongs to, so that it can be cut along them.
CREATE TABLE hq_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- A scope's feed: the number of its last change, the number up to which tombstones have expired, and the head of its
-- chain of countersignatures. Locked by whoever changes a row of the scope.
CREATE TABLE counter (
  scope TEXT PRIMARY KEY,
  seq BIGINT NOT NULL,
  floor BIGINT NOT NULL,
  chain_seq BIGINT NOT NULL,
  chain_hash TEXT
);

-- Every row of every noun, once in a scope, at the place of its last change. `moved_to`: the row is in that scope now.
CREATE TABLE record (
  scope TEXT NOT NULL,
  noun TEXT NOT NULL,
  id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  customer_id TEXT,
  deleted BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  moved_to TEXT,
  body TEXT,
  PRIMARY KEY (scope, noun, id)
);
CREATE UNIQUE INDEX record_feed ON record (scope, seq);
CREATE INDEX record_customer ON record (scope, customer_id);

CREATE TABLE verdict (
  install_id TEXT NOT NULL,
  op_seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (install_id, op_seq)
);

-- Operations that could not be applied, as they came. `settled`: applied or dropped since.
CREATE TABLE set_aside (
  install_id TEXT NOT NULL,
  op_seq BIGINT NOT NULL,
  tx_id TEXT NOT NULL,
  row_id TEXT NOT NULL,
  is_new BIGINT NOT NULL,
  operation TEXT NOT NULL,
  because TEXT NOT NULL,
  at BIGINT NOT NULL,
  settled TEXT,
  PRIMARY KEY (install_id, op_seq)
);

CREATE TABLE install (
  install_id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  territory_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  name TEXT NOT NULL,
  enrolled_at BIGINT NOT NULL,
  removed_at BIGINT,
  copied_at BIGINT,
  last_op_seq BIGINT NOT NULL,
  wrapped_key TEXT
);
CREATE INDEX install_person ON install (person_id);

CREATE TABLE alias (
  install_id TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  noun TEXT NOT NULL,
  PRIMARY KEY (install_id, from_id)
);

CREATE TABLE account (
  person_id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password TEXT,
  disabled_at BIGINT
);

CREATE TABLE territory_code (
  territory_id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE
);

CREATE TABLE assignment (
  person_id TEXT NOT NULL,
  territory_id TEXT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT,
  PRIMARY KEY (person_id, territory_id)
);

-- One-time codes, by their hash.
CREATE TABLE enrol_code (
  code_hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  territory_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_by TEXT
);

-- Tokens are kept as hashes. `previous_hash` still serves until the session's new tokens are used.
CREATE TABLE session (
  session_id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  install_id TEXT NOT NULL,
  access_hash TEXT NOT NULL,
  access_expires_at BIGINT NOT NULL,
  refresh_hash TEXT NOT NULL,
  previous_hash TEXT,
  ended_at BIGINT
);
CREATE INDEX session_install ON session (install_id);

-- Wrong passwords, by who asks from where: nobody can use up another's tries.
CREATE TABLE failure (
  bucket TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  wait_until BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);

CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL
);

-- A territory's files. The bytes lie once in the folder of files, whoever sent them.
CREATE TABLE blob (
  territory_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  complete_at BIGINT,
  PRIMARY KEY (territory_id, sha256)
);
