-- credits: CEU credits that were posted, from offer to answer.
--   organisation: Slug of the organisation that posted it
--   credit: Key, the same in every version
--   ceu_course: Key of the CEU course
--   person: Pseudonym of whose account it is; absent: nobody's yet
--   state: offered, archived, accepted, rejected, withdrawn, readdressed or revoked
--   posted_as: Class of the pair when it was posted: c an account connected here, b1 an account not connected, b2 no account
--   attended_on: Day of attendance
--   hours: Hours credited
--   posted_at: When it was posted, UTC
--   answered_at: When it was accepted or rejected, UTC
SELECT s.slug AS organisation,
       c.credit_id AS credit,
       c.ceu_course_id AS ceu_course,
       p.person,
       c.state,
       c.posted_as,
       c.attended_on,
       CAST(c.hours_hundredths / 100 AS DECIMAL(9, 2)) AS hours,
       c.made_at AS posted_at,
       c.answered_at
  FROM credit AS c
  JOIN scope AS s
    ON s.org_id = c.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = c.person_id
