-- ceu_courses: The registry of CEU courses, one row an approval.
--   organisation: Slug of the organisation
--   ceu_course: Key, the same in every version
--   ceulid: Code of this approval
--   title: Title
--   category: Category; absent: none
--   state: draft, submitted, approved, returned, denied or retired
--   hours: Hours that it is worth
--   approved_from: First day of its approval
--   approved_until: Last day of its approval
SELECT s.slug AS organisation,
       k.ceu_course_id AS ceu_course,
       k.ceulid,
       k.title,
       k.category,
       k.state,
       CAST(k.hours_hundredths / 100 AS DECIMAL(9, 2)) AS hours,
       k.approved_from,
       k.approved_until
  FROM ceu_course AS k
  JOIN scope AS s
    ON s.org_id = k.org_id
