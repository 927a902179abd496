-- certificates_by_month: Certificates by the month in which they were issued, and course; what was withdrawn is left out.
--   organisation: Slug of the issuer
--   month: First day of the month of issue
--   code: Code of the course
--   title: Title of the course
--   source: workshop, or import for what was brought in
--   certificates: How many were issued
SELECT c.organisation,
       CAST(date_trunc('month', c.issued_on) AS DATE) AS month,
       k.code,
       k.title,
       CASE WHEN c.workshop IS NULL THEN 'import' ELSE 'workshop' END AS source,
       count(*) AS certificates
  FROM analytics.certificates AS c
  JOIN analytics.courses AS k
    ON k.course = c.course
 WHERE c.issued_on IS NOT NULL
   AND c.state <> 'withdrawn'
 GROUP BY 1, 2, 3, 4, 5
