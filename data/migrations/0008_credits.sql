-- Credits: pairs of a CEULid and an address, from their draft to their answer. The table of before was never filled.

DROP TABLE credit;

CREATE TABLE credit (
    credit_id BIGINT PRIMARY KEY,     -- key; the personal link in the mail carries one
    org_id BIGINT NOT NULL,           -- who posted it
    ceu_course_id BIGINT NOT NULL,    -- for what
    address VARCHAR NOT NULL,         -- to which address, normal form
    person_id BIGINT,                 -- whose account proved that address; absent: nobody's yet
    hours_hundredths INTEGER NOT NULL,-- hours × 100
    attended_on DATE NOT NULL,        -- attendance date
    state VARCHAR NOT NULL,           -- offered, archived, accepted, rejected, withdrawn, readdressed or revoked
    posted_as VARCHAR NOT NULL,       -- its class when it was posted: c, b1 or b2
    note VARCHAR NOT NULL,            -- staff's words; may be empty
    batch_id BIGINT,                  -- the list action that posted it; absent: re-addressed by hand
    lead_id BIGINT NOT NULL,          -- the first credit of the mail that told of it
    found_id BIGINT,                  -- the first credit of the mail that told of its recovery
    former_id BIGINT,                 -- the credit in whose place it came, to another address
    dashboard_org_id BIGINT,          -- the organisation on whose dashboard its holder put it
    made_by VARCHAR NOT NULL,         -- who posted it
    made_at TIMESTAMP NOT NULL,       -- when
    offered_at TIMESTAMP,             -- since when an account can answer it
    answered_at TIMESTAMP,            -- when accepted or rejected
    ended_at TIMESTAMP                -- when withdrawn, readdressed or revoked
);

-- What is live has its key here, so that a second one is refused at the end of its transaction: a small table, since an
-- index over a column that empties is slow to take back by the hundred thousand.
CREATE TABLE live_credit (
    live_key VARCHAR PRIMARY KEY, -- 'course:p7' offered to person 7, 'course:address' archived, 'course:p7:2' accepted
    credit_id BIGINT NOT NULL     -- which
);

CREATE TABLE credit_step (
    step_id BIGINT NOT NULL,     -- order of the steps
    credit_id BIGINT NOT NULL,   -- which credit
    state VARCHAR NOT NULL,      -- what it became
    reason VARCHAR NOT NULL,     -- why, in the words of whoever did it; may be empty
    made_by VARCHAR NOT NULL,    -- who
    batch_id BIGINT,             -- the list action that did it, if one
    made_at TIMESTAMP NOT NULL   -- when
);

CREATE TABLE invitation (
    invitation_id BIGINT NOT NULL,     -- key
    org_id BIGINT NOT NULL,            -- who invites
    address VARCHAR NOT NULL,          -- at which address
    person_id BIGINT,                  -- to connect: whose account it is; absent: to create one
    asks VARCHAR NOT NULL,             -- connect or account
    state VARCHAR NOT NULL,            -- open, accepted, declined or ended
    reminders INTEGER NOT NULL,        -- how many were sent
    remind_on DATE,                    -- the next; absent: none will follow
    credit_id BIGINT NOT NULL,         -- the credit that it came with
    made_at TIMESTAMP NOT NULL,        -- when
    answered_at TIMESTAMP              -- when accepted, declined or ended
);

CREATE TABLE pair_row (
    draft_id BIGINT NOT NULL,     -- the upload that it belongs to
    row_at INTEGER NOT NULL,      -- place in the list, from 0
    line INTEGER NOT NULL,        -- physical line in the file
    ceulid VARCHAR NOT NULL,      -- as it stands
    ceulid_key VARCHAR NOT NULL,  -- folded, for comparison
    email VARCHAR NOT NULL,       -- as it stands
    address VARCHAR,              -- normal form; absent: malformed
    hours_hundredths INTEGER,     -- a part of the course's hours × 100; absent: the whole
    attended_on DATE,             -- absent: the day on which it is posted
    note VARCHAR NOT NULL,        -- staff's words; may be empty
    ticked BOOLEAN,               -- by hand; absent: as its class and flags say
    corrected_by VARCHAR          -- who changed it after it was read
);
