-- instructors: What each instructor's workshops came to; cancelled workshops are left out.
--   organisation: Slug of the organisation
--   instructor: Pseudonym, as in people
--   workshops: How many workshops
--   participants: Lines on their rosters
--   certificates: Certificates offered and not withdrawn
--   issued: How many of these were issued
--   first_on: Day of the first workshop
--   last_on: Day of the newest workshop
SELECT organisation,
       instructor,
       count(*) AS workshops,
       CAST(sum(participants) AS BIGINT) AS participants,
       CAST(sum(certificates) AS BIGINT) AS certificates,
       CAST(sum(issued) AS BIGINT) AS issued,
       min(held_on) AS first_on,
       max(held_on) AS last_on
  FROM analytics.workshops
 WHERE state <> 'cancelled'
 GROUP BY 1, 2
