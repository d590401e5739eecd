-- Which version of the customer the writer of a contact or a visit had read; NULL = an older program wrote it.
ALTER TABLE outbox ADD COLUMN customer_version INTEGER;
