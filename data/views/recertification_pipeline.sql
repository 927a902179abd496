-- recertification_pipeline: How many people stand on which list, by family and by the month in which they fall due.
--   organisation: Slug of the organisation
--   family: Family of courses
--   list: List, as in recertification
--   month: First day of the month of the due date of an open assignment, else of the recertification date; absent: no date
--   people: How many people
SELECT organisation,
       family,
       list,
       CAST(date_trunc('month', coalesce(due_on, recertify_on)) AS DATE) AS month,
       count(*) AS people
  FROM analytics.recertification
 GROUP BY 1, 2, 3, 4
