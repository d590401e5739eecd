SELECT c.id, c.code, c.name, c.class, c.segment, c.status, c.address, c.landmark, c.phone, c.line, c.order_weekday,
       c.last_visit_on, c.licence_expires_on, c.frequency, c.position, c.created_at, k.words
FROM customer c
LEFT JOIN (
  SELECT customer_id, group_concat(name || ' ' || coalesce(phone, ''), ' ') AS words
  FROM contact WHERE deleted_at IS NULL GROUP BY customer_id
) k ON k.customer_id = c.id
WHERE c.deleted_at IS NULL
