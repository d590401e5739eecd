-- 服务信息 of headquarters, who has read it, and what customers were told at which visit.
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
