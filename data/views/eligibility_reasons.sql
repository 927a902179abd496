-- eligibility_reasons: Why participants stood as they did, by month of the workshop, course and reason. A row with two reasons counts under both.
--   organisation: Slug of the organisation
--   month: First day of the month of the workshop
--   code: Code of the course
--   status: Active, Inactive or Completed
--   reason: Code of the reason
--   requires: Family of the prerequisite that it is about; absent: about none
--   participants: How many rows
SELECT s.organisation,
       CAST(date_trunc('month', s.held_on) AS DATE) AS month,
       k.code,
       s.status,
       r.reason,
       r.requires,
       count(*) AS participants
  FROM analytics.standings AS s
  JOIN analytics.reasons AS r
    ON r.standing = s.standing
  JOIN analytics.courses AS k
    ON k.course = s.course
 GROUP BY 1, 2, 3, 4, 5, 6
