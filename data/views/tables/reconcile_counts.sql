-- reconcile_counts: What the records themselves hold of each thing, counted apart from the other tables, to hold against them.
--   organisation: Slug of the organisation
--   thing: Which table of this file is meant
--   rows: How many rows the records hold for it
--   amount_minor: Their sum in minor units, for orders, order_lines; absent: not about money
SELECT s.slug AS organisation,
       n.thing,
       n.rows,
       n.amount_minor
  FROM (SELECT org_id, 'courses' AS thing, count(*) AS rows, CAST(NULL AS BIGINT) AS amount_minor
          FROM course
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'certificates', count(*), NULL
          FROM certificate
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'completions', count(*), NULL
          FROM completion
         WHERE undone_at IS NULL
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'assignments', count(*), NULL
          FROM assignment
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'recertification', count(*), NULL
          FROM learner
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'workshops', count(*), NULL
          FROM workshop
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'orders', count(*), CAST(sum(total_minor) AS BIGINT)
          FROM orders
         GROUP BY org_id
         UNION ALL
        SELECT o.org_id, 'order_lines', count(*), CAST(sum(l.unit_minor) AS BIGINT)
          FROM order_line AS l
          JOIN orders AS o
            ON o.order_id = l.order_id
         GROUP BY o.org_id
         UNION ALL
        SELECT org_id, 'mails', count(*), NULL
          FROM outbox
         WHERE org_id IS NOT NULL
         GROUP BY org_id
         UNION ALL
        SELECT org_id, 'credits', count(*), NULL
          FROM credit
         GROUP BY org_id) AS n
  JOIN scope AS s
    ON s.org_id = n.org_id
