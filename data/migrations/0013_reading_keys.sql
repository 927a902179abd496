-- Keys by which an analyst's own programs read what is published: that and nothing else.

CREATE TABLE reading_key (
    reading_key_id BIGINT PRIMARY KEY,  -- key
    org_id BIGINT NOT NULL,             -- whose publication it opens
    person_id BIGINT NOT NULL,          -- who made it: it opens as long as they are staff or analyst there
    token_hash VARCHAR NOT NULL UNIQUE, -- SHA-256 of the token, which is shown once
    name VARCHAR NOT NULL,              -- what it is for, in its maker's words
    made_at TIMESTAMP NOT NULL,         -- when
    expires_at TIMESTAMP NOT NULL,      -- its end
    revoked_at TIMESTAMP                -- taken back
);
