-- recertification: Where everybody stands in each family of courses on the organisation's day, as on the page of the same name.
--   organisation: Slug of the organisation
--   person: Pseudonym, as in people
--   family: Family of courses
--   list: not_started, in_progress, overdue, current, due, in_grace, lapsed or archived
--   course: Key of the course of the newest completed term; absent: nothing completed
--   starts_on: First day of that term
--   valid_through: Its last day, extension included; absent: never ends
--   recertify_on: Due again from this day on; absent: never
--   ends_on: The later of valid_through and recertify_on
--   grace_until: Last day of grace; absent: no grace
--   open_course: Key of the course of the open assignment; absent: none is open
--   assigned_on: Its day
--   due_on: Its due date
--   by_hand: The recertification date was set by hand
SELECT s.slug AS organisation,
       p.person,
       l.family,
       CASE
           WHEN l.archived THEN 'archived'
           WHEN l.assignment_id IS NOT NULL
           THEN CASE
                    WHEN l.due_on < s.today THEN 'overdue'
                    WHEN l.started THEN 'in_progress'
                    ELSE 'not_started'
                END
           WHEN l.grace_until < s.today THEN 'lapsed'
           WHEN l.recertify_on > s.today THEN 'current'
           WHEN l.recertify_on IS NULL THEN 'current'
           WHEN l.ends_on >= s.today THEN 'due'
           WHEN l.grace_until IS NULL THEN 'due'
           ELSE 'in_grace'
       END AS list,
       l.course_id AS course,
       l.starts_on,
       l.valid_through,
       l.recertify_on,
       l.ends_on,
       l.grace_until,
       l.open_course_id AS open_course,
       l.assigned_on,
       l.due_on,
       l.by_hand
  FROM learner AS l
  JOIN scope AS s
    ON s.org_id = l.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = l.person_id
