-- Mails of large list actions: promised when the action is confirmed, written into the outbox piece by piece.

CREATE TABLE batch_mail (
    batch_id BIGINT PRIMARY KEY,   -- the list action
    org_id BIGINT NOT NULL,        -- in whose name
    kind VARCHAR NOT NULL,         -- which text each person gets
    release_at TIMESTAMP NOT NULL, -- before this moment none leaves
    written_to BIGINT NOT NULL,    -- assignments up to this key have their mail in the outbox
    done_at TIMESTAMP              -- when the last was written
);
