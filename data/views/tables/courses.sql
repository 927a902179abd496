-- courses: What the organisations teach and certify.
--   organisation: Slug of the organisation
--   course: Key of the course
--   code: Code, unique in the organisation
--   title: As it stands on certificates
--   family: Sibling versions share it
--   version: Newer is higher
--   months: How long a certificate is valid; absent: it never ends, or ends on a fixed day
--   window_days: Renewal opens so many days before the end
--   grace_days: Days of grace after the end; absent: stays due, never lapses
--   retired: No longer offered for new workshops
SELECT s.slug AS organisation,
       c.course_id AS course,
       c.code,
       c.title,
       c.family,
       c.version,
       c.months,
       c.window_days,
       c.grace_days,
       c.retired_at IS NOT NULL AS retired
  FROM course AS c
  JOIN scope AS s
    ON s.org_id = c.org_id
