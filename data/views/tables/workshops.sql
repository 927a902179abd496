-- workshops: The workshops that were held, with what came of each.
--   organisation: Slug of the organisation
--   workshop: Key, the same in every version
--   instructor: Pseudonym of who taught it, as in people
--   held_on: Day of the workshop
--   state: draft, uploaded, ordered, closed or cancelled
--   courses: How many courses it taught
--   participants: Lines on its roster
--   certificates: Certificates that were offered and not withdrawn
--   issued: How many of these were issued
--   name [names]: Its name, which holds the instructor's
--   place [names]: Where it was held; may be empty
SELECT s.slug AS organisation,
       w.workshop_id AS workshop,
       p.person AS instructor,
       w.held_on,
       w.state,
       coalesce(k.courses, 0) AS courses,
       coalesce(r.participants, 0) AS participants,
       coalesce(c.certificates, 0) AS certificates,
       coalesce(c.issued, 0) AS issued,
       w.name, -- [names]
       w.place, -- [names]
  FROM workshop AS w
  JOIN scope AS s
    ON s.org_id = w.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = w.instructor_id
  LEFT JOIN (SELECT workshop_id, count(*) AS courses
               FROM workshop_course
              GROUP BY workshop_id) AS k
    ON k.workshop_id = w.workshop_id
  LEFT JOIN (SELECT workshop_id, count(*) AS participants
               FROM participant
              WHERE dropped_at IS NULL
              GROUP BY workshop_id) AS r
    ON r.workshop_id = w.workshop_id
  LEFT JOIN (SELECT workshop_id,
                    count(*) AS certificates,
                    count(*) FILTER (WHERE state <> 'offered') AS issued
               FROM certificate
              WHERE state <> 'withdrawn'
                AND workshop_id IS NOT NULL
              GROUP BY workshop_id) AS c
    ON c.workshop_id = w.workshop_id
