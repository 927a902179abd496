-- completions: Who finished which course when, as it counts: what was taken back is left out.
--   organisation: Slug of the organisation whose record it is
--   completion: Key, the same in every version
--   person: Pseudonym, as in people
--   course: Key of the course
--   completed_on: Day of the completion
--   source: online, workshop or import
SELECT s.slug AS organisation,
       c.completion_id AS completion,
       p.person,
       c.course_id AS course,
       c.completed_on,
       c.source
  FROM completion AS c
  JOIN scope AS s
    ON s.org_id = c.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = c.person_id
 WHERE c.undone_at IS NULL
