-- certificates: Every certificate that was ever offered or brought in, one row each, history included.
--   organisation: Slug of the issuer
--   certificate: Key, the same in every version
--   person: Pseudonym of the holder, as in people
--   course: Key of the course
--   workshop: Key of the workshop; absent: brought in by an import
--   state: offered, issued, superseded, revoked or withdrawn
--   starts_on: First valid day
--   valid_through: Last valid day, extension included; absent: never ends
--   extended: The last day was moved by an extension
--   offered_at: When it was offered or brought in, UTC
--   issued_on: Day on which it was issued, its first day for one that was brought in; absent: not claimed yet
--   ended_on: Day on which it was revoked, superseded or withdrawn; absent: it was not
--   number [names]: Its number, by which anybody can verify it
--   body_number [names]: The body's own number for it
SELECT s.slug AS organisation,
       c.certificate_id AS certificate,
       p.person,
       c.course_id AS course,
       c.workshop_id AS workshop,
       c.state,
       c.starts_on,
       CASE
           WHEN x.extended_to > c.valid_through THEN x.extended_to
           ELSE c.valid_through
       END AS valid_through,
       coalesce(x.extended_to > c.valid_through, FALSE) AS extended,
       c.made_at AS offered_at,
       CASE
           WHEN c.workshop_id IS NULL THEN c.starts_on
           ELSE CAST(timezone(s.zone, timezone('UTC', c.issued_at)) AS DATE)
       END AS issued_on,
       CAST(timezone(s.zone, timezone('UTC', c.ended_at)) AS DATE) AS ended_on,
       c.number, -- [names]
       c.body_number, -- [names]
  FROM certificate AS c
  JOIN scope AS s
    ON s.org_id = c.org_id
  JOIN course AS k
    ON k.course_id = c.course_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = c.person_id
  LEFT JOIN (SELECT org_id, person_id, family, starts_on, max(extended_to) AS extended_to
               FROM extension
              WHERE ended_at IS NULL
              GROUP BY org_id, person_id, family, starts_on) AS x
    ON x.org_id = c.org_id
   AND x.person_id = c.person_id
   AND x.family = k.family
   AND x.starts_on = c.starts_on
