-- standings: How each participant stands in each course of a workshop.
--   organisation: Slug of the organisation
--   standing: Key, the same in every version
--   workshop: Key of the workshop
--   participant: Key of the line on the roster
--   person: Pseudonym of whom the line means; absent: nobody known here
--   course: Key of the course
--   held_on: Day of the workshop, on which eligibility is decided
--   status: Active, Inactive or Completed
--   kind: new or renewal
--   ordered: An order holds this row
SELECT s.slug AS organisation,
       t.standing_id AS standing,
       t.workshop_id AS workshop,
       t.participant_id AS participant,
       p.person,
       t.course_id AS course,
       w.held_on,
       t.status,
       t.kind,
       t.order_id IS NOT NULL AS ordered
  FROM standing AS t
  JOIN workshop AS w
    ON w.workshop_id = t.workshop_id
  JOIN scope AS s
    ON s.org_id = w.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = t.person_id
