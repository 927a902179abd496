-- certificates_on(day): Certificates that were valid on a day, by what is on record now. A revoked one counts until the day before it was revoked; one that another replaced, was withdrawn or not claimed counts on no day.
--   organisation: Slug of the issuer
--   certificate: Key, as in certificates
--   person: Pseudonym of the holder, as in people
--   course: Key of the course
--   code: Code of the course
--   family: Family of the course
--   starts_on: First valid day
--   valid_through: Last valid day, extension included; absent: never ends
--   state: State now: issued or revoked
SELECT c.organisation,
       c.certificate,
       c.person,
       c.course,
       k.code,
       k.family,
       c.starts_on,
       c.valid_through,
       c.state
  FROM analytics.certificates AS c
  JOIN analytics.courses AS k
    ON k.course = c.course
 WHERE c.starts_on <= day
   AND (c.valid_through IS NULL OR c.valid_through >= day)
   AND (c.state = 'issued' OR (c.state = 'revoked' AND c.ended_on > day))
