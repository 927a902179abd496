-- assignments: Who was asked to do which course by when, history included.
--   organisation: Slug of the organisation
--   assignment: Key, the same in every version
--   person: Pseudonym, as in people
--   course: Key of the course
--   state: assigned, in_progress, completed, unassigned or replaced
--   assigned_on: Day of the assignment
--   due_on: Due date while it is open
--   completed_on: Day of completion
--   recertify_on: Once completed: due again from this day on; absent: never
--   source: automatic, manual or import
SELECT s.slug AS organisation,
       a.assignment_id AS assignment,
       p.person,
       a.course_id AS course,
       a.state,
       a.assigned_on,
       a.due_on,
       a.completed_on,
       a.recertify_on,
       a.source
  FROM assignment AS a
  JOIN scope AS s
    ON s.org_id = a.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = a.person_id
