-- Identity: which addresses and persons are one human, who said so, and how that is taken back.

CREATE TABLE address_signature (
    signature UINTEGER NOT NULL, -- hash of an address's local part, or of it without one of its characters
    person_id BIGINT NOT NULL    -- whose the address is, or was: who is only near in this table is looked at again
);

INSERT INTO instance
VALUES ('signatures', 'to be made');

CREATE TABLE suggestion (
    workshop_id BIGINT NOT NULL,    -- on whose roster
    participant_id BIGINT NOT NULL, -- the line that nobody known here with the prerequisites stands behind
    course_id BIGINT NOT NULL,      -- in which of its courses
    person_id BIGINT NOT NULL,      -- who may be meant: known here, with what the course requires
    address VARCHAR NOT NULL,       -- their address that speaks for it
    because VARCHAR NOT NULL        -- near address or same name
);

CREATE TABLE same_person (
    same_person_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,            -- where it was said
    address VARCHAR NOT NULL,          -- the address that is said to be theirs
    person_id BIGINT NOT NULL,         -- whose
    workshop_id BIGINT,                -- on whose roster it stood; absent: said elsewhere
    participant_id BIGINT,             -- on which line
    because VARCHAR NOT NULL,          -- the evidence that was shown
    agree VARCHAR NOT NULL,            -- which facts agree: name, domain, external id, earlier workshop
    stands BOOLEAN NOT NULL,           -- enough of them agree: it counts in that workshop while it waits
    state VARCHAR NOT NULL,            -- proposed, linked, declined or undone
    live_key VARCHAR UNIQUE,           -- 'organisation:address' while proposed or linked: said of one person at a time
    proposal_id BIGINT,                -- what the person was asked; absent: nobody had to be
    made_by VARCHAR NOT NULL,          -- who said it
    made_by_id BIGINT,                 -- that person; absent: an operator
    made_at TIMESTAMP NOT NULL,        -- when
    answered_by VARCHAR,               -- who confirmed or declined it
    answered_at TIMESTAMP,             -- when
    undone_at TIMESTAMP                -- taken back
);

CREATE TABLE address_claim (
    address_claim_id BIGINT PRIMARY KEY, -- key; the link in the mail carries it
    org_id BIGINT NOT NULL,              -- in whose name the mail is written
    person_id BIGINT NOT NULL,           -- who says that the address is theirs
    address VARCHAR NOT NULL,            -- normal form; belongs to nobody until it is proven, unless staff added it
    made_by VARCHAR NOT NULL,            -- who asked for the mail
    made_at TIMESTAMP NOT NULL,          -- when
    proven_at TIMESTAMP,                 -- its owner pressed the button
    ended_at TIMESTAMP                   -- withdrawn: the link is dead
);

CREATE TABLE merged_row (
    batch_id BIGINT NOT NULL,      -- the merge
    table_name VARCHAR NOT NULL,   -- in which table
    row_key VARCHAR NOT NULL,      -- which row
    person_id BIGINT NOT NULL,     -- whose it was
    was VARCHAR                    -- what else of it changed, as it was; absent: nothing
);
