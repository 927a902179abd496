-- Organisation units: where people work, as each organisation says for itself.

CREATE TABLE person_unit (
    org_id BIGINT NOT NULL,       -- who says it: an organisation's own, whoever else knows the person
    person_id BIGINT NOT NULL,    -- of whom
    department VARCHAR NOT NULL,  -- as written; empty: not said
    location VARCHAR NOT NULL,    -- as written; empty: not said
    manager VARCHAR NOT NULL,     -- an address in normal form, or a name as written; empty: not said
    changed_at TIMESTAMP NOT NULL -- when it was last said otherwise
);
