-- What each list action changed, so that it can be taken back row by row.

CREATE TABLE batch_row (
    batch_id BIGINT NOT NULL,      -- the list action
    person_id BIGINT NOT NULL,     -- whose record
    family VARCHAR NOT NULL,       -- in which family of courses; empty: in all
    assignment_id BIGINT,          -- the assignment that was changed, if one was
    old_on DATE,                   -- the date before; absent: none
    new_on DATE,                   -- the date after
    old_course_id BIGINT,          -- the course before
    new_course_id BIGINT,          -- the course after
    by_hand BOOLEAN NOT NULL       -- the date before was set by hand
);
