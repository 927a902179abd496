-- credit_funnel: What became of posted credits, by CEU course and month of attendance.
--   organisation: Slug of the organisation
--   ceulid: Code of the CEU course
--   category: Its category; absent: none
--   month: First day of the month of attendance
--   posted: Credits posted, without those in whose place another address got one
--   waiting: Archived: no account has the address yet
--   offered: Offered and not answered
--   accepted: Accepted
--   rejected: Rejected
--   taken_back: Withdrawn before an answer, or revoked after it
--   hours_accepted: Hours of the accepted ones
SELECT c.organisation,
       k.ceulid,
       k.category,
       CAST(date_trunc('month', c.attended_on) AS DATE) AS month,
       count(*) AS posted,
       count(*) FILTER (WHERE c.state = 'archived') AS waiting,
       count(*) FILTER (WHERE c.state = 'offered') AS offered,
       count(*) FILTER (WHERE c.state = 'accepted') AS accepted,
       count(*) FILTER (WHERE c.state = 'rejected') AS rejected,
       count(*) FILTER (WHERE c.state IN ('withdrawn', 'revoked')) AS taken_back,
       coalesce(sum(c.hours) FILTER (WHERE c.state = 'accepted'), 0) AS hours_accepted
  FROM analytics.credits AS c
  JOIN analytics.ceu_courses AS k
    ON k.ceu_course = c.ceu_course
 WHERE c.state <> 'readdressed'
 GROUP BY 1, 2, 3, 4
