-- Reminders: how far ahead people are told, what runs once a day, and what staff were shown before automation acts.

CREATE TABLE reminder_ladder (
    org_id BIGINT PRIMARY KEY,        -- whose; absent: the ladder that everybody starts with
    recertification VARCHAR NOT NULL, -- steps in days from the date, below zero before it: '-90 -60 -30 -7 0 7'
    due VARCHAR NOT NULL,             -- the same for due dates of assignments
    counted_to VARCHAR NOT NULL,      -- recertify, end or both: which date of a term the steps count to
    end_of_grace BOOLEAN NOT NULL,    -- one more on the last day of grace
    look_ahead_days INTEGER NOT NULL, -- how far the weekly list to staff looks
    made_by VARCHAR NOT NULL,         -- who set it
    made_at TIMESTAMP NOT NULL        -- when
);

CREATE TABLE job_day (
    org_id BIGINT NOT NULL,     -- in which organisation
    job VARCHAR NOT NULL,       -- automatic, reminders or look_ahead
    day_on DATE NOT NULL,       -- for which of its days; of a weekly job its Monday
    counts VARCHAR NOT NULL,    -- JSON of what was done to how many
    made_at TIMESTAMP NOT NULL, -- when it ran
    PRIMARY KEY (org_id, job, day_on)
);

CREATE TABLE listed_date (
    org_id BIGINT NOT NULL,     -- whose records
    person_id BIGINT NOT NULL,  -- whose date set by hand
    family VARCHAR NOT NULL,    -- in which family
    recertify_on DATE NOT NULL, -- the date as it was shown to staff; another date has to be shown again
    listed_on DATE NOT NULL     -- in the look-ahead of this day
);
