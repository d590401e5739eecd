-- Up to which operation HQ has given its verdicts, and when: they come in order. An operation before it whose `state` says
-- nothing of its own ('pending') was applied, and its row was HQ's from then on: a long reply need not touch each operation.
CREATE TABLE answered (up_to INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
INSERT INTO answered (up_to, at)
  SELECT up_to, 0 FROM (
    SELECT coalesce((SELECT min(op_seq) - 1 FROM outbox WHERE state = 'pending'), (SELECT max(op_seq) FROM outbox)) AS up_to
  ) WHERE up_to > 0;
-- The first that waits is found by its number.
DROP INDEX outbox_pending;
-- What is on top of a row is told by the index alone.
DROP INDEX outbox_row;
CREATE INDEX outbox_row ON outbox (noun, id, state, version);
