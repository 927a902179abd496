-- revenue_by_course_and_month: What was ordered, by the month of the order and course; cancelled orders are left out. Amounts are whole minor units.
--   organisation: Slug of the organisation
--   month: First day of the month of the order
--   code: Code of the course
--   kind: new, renewal or replacement
--   currency: ISO 4217 code of the amounts
--   certificates: How many lines
--   ordered_minor: Their sum
--   settled_minor: How much of that stands on orders that are paid
SELECT l.organisation,
       CAST(date_trunc('month', o.ordered_on) AS DATE) AS month,
       k.code,
       l.kind,
       o.currency,
       count(*) AS certificates,
       CAST(sum(l.unit_minor) AS BIGINT) AS ordered_minor,
       CAST(coalesce(sum(l.unit_minor) FILTER (WHERE o.state = 'paid'), 0) AS BIGINT) AS settled_minor
  FROM analytics.order_lines AS l
  JOIN analytics.orders AS o
    ON o.ordering = l.ordering
  JOIN analytics.courses AS k
    ON k.course = l.course
 WHERE o.state <> 'cancelled'
 GROUP BY 1, 2, 3, 4, 5
