-- Recertification: when everybody's training falls due, what is open, and what was set by hand.

ALTER TABLE completion ADD COLUMN assigned_on DATE; -- the day of the assignment that it fulfilled
ALTER TABLE assignment ADD COLUMN started_on DATE;  -- when its person began

CREATE TABLE learner (
    learner_id BIGINT NOT NULL,   -- one person in one family of courses; kept when the facts are made afresh
    org_id BIGINT NOT NULL,       -- whose records
    person_id BIGINT NOT NULL,    -- who
    family VARCHAR NOT NULL,      -- in which family of courses
    course_id BIGINT,             -- course of the newest completed term; absent: nothing completed
    dated_on DATE,                -- when it was completed
    starts_on DATE,               -- first day of that term
    valid_through DATE,           -- last day of that term, extensions included; absent: never ends
    recertify_on DATE,            -- due from this day on; absent: never
    ends_on DATE,                 -- the later of valid_through and recertify_on
    grace_until DATE,             -- last day of grace; absent: no grace
    by_hand BOOLEAN NOT NULL,     -- recertify_on was set by hand
    archived BOOLEAN NOT NULL,    -- archived in this organisation
    assignment_id BIGINT,         -- the open assignment, if any
    open_course_id BIGINT,        -- its course
    assigned_on DATE,             -- its day
    due_on DATE,                  -- its due date
    started BOOLEAN NOT NULL,     -- its person began
    next_course_id BIGINT         -- course set for the next recertification
);

CREATE TABLE manual_date (
    org_id BIGINT NOT NULL,       -- whose records
    person_id BIGINT NOT NULL,    -- whose date
    family VARCHAR NOT NULL,      -- in which family
    starts_on DATE NOT NULL,      -- start of the term that it belongs to: a newer term leaves it behind
    recertify_on DATE NOT NULL,   -- the date set by hand
    batch_id BIGINT,              -- the action that set it
    made_at TIMESTAMP NOT NULL,   -- when
    ended_at TIMESTAMP            -- taken back or replaced
);

CREATE TABLE next_course (
    org_id BIGINT NOT NULL,       -- whose records
    person_id BIGINT NOT NULL,    -- whose next course
    family VARCHAR NOT NULL,      -- in which family
    course_id BIGINT NOT NULL,    -- the course that recertification will assign
    batch_id BIGINT,              -- the action that set it
    made_at TIMESTAMP NOT NULL,   -- when
    ended_at TIMESTAMP            -- taken back or replaced
);

CREATE TABLE extension (
    org_id BIGINT NOT NULL,       -- whose records
    person_id BIGINT NOT NULL,    -- whose term
    family VARCHAR NOT NULL,      -- in which family
    starts_on DATE NOT NULL,      -- start of the term that is extended
    extended_to DATE NOT NULL,    -- its new last day
    reason VARCHAR NOT NULL,      -- shown on the certificate
    batch_id BIGINT,              -- the action that extended it
    made_at TIMESTAMP NOT NULL,   -- when
    ended_at TIMESTAMP            -- taken back
);

CREATE TABLE saved_filter (
    org_id BIGINT NOT NULL,       -- whose
    person_id BIGINT NOT NULL,    -- who saved it
    name VARCHAR NOT NULL,        -- under which name
    query VARCHAR NOT NULL,       -- the address's query
    made_at TIMESTAMP NOT NULL    -- when
);
