-- The registry of CEU courses: how each came to be what it is, and the papers for those who deal with it.

CREATE TABLE ceu_step (
    step_id BIGINT NOT NULL,       -- order of the steps
    org_id BIGINT NOT NULL,        -- whose registry
    ceu_course_id BIGINT NOT NULL, -- which course
    state VARCHAR NOT NULL,        -- what it became, or stayed when it was changed
    note VARCHAR NOT NULL,         -- the reviewer's or submitter's words; may be empty
    made_by VARCHAR NOT NULL,      -- who
    made_at TIMESTAMP NOT NULL     -- when
);

CREATE TABLE ceu_instruction (
    instruction_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,            -- whose
    audience VARCHAR NOT NULL,         -- provider, holder or reviewer
    name VARCHAR NOT NULL,             -- file name, as it is shown
    sha256 VARCHAR NOT NULL,           -- the PDF among the assets
    made_by VARCHAR NOT NULL,          -- who uploaded it
    made_at TIMESTAMP NOT NULL,        -- when
    ended_at TIMESTAMP                 -- taken away
);
