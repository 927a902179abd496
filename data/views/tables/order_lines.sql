-- order_lines: The lines of orders: one certificate and its frozen price each.
--   organisation: Slug of the organisation
--   ordering: Key of the order in orders
--   person: Pseudonym of who gets the certificate, as in people
--   course: Key of the course
--   kind: new, renewal or replacement
--   unit_minor: Its price in minor units of the order's currency
SELECT s.slug AS organisation,
       l.order_id AS ordering,
       p.person,
       l.course_id AS course,
       l.kind,
       l.unit_minor
  FROM order_line AS l
  JOIN orders AS o
    ON o.order_id = l.order_id
  JOIN scope AS s
    ON s.org_id = o.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = l.person_id
