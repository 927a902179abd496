-- The house: who is here, what a body teaches, what people have done, and how they are told.
-- Timestamps are UTC without a zone; dates are calendar days of the organisation. Keys come from one sequence.

CREATE SEQUENCE ids START 1;

CREATE TABLE instance (
    name VARCHAR PRIMARY KEY, -- a fact about the whole store, such as 'demo'
    value VARCHAR NOT NULL    -- its value as text
);

CREATE TABLE organisation (
    org_id BIGINT PRIMARY KEY,             -- key
    slug VARCHAR NOT NULL UNIQUE,          -- short name in addresses and at the command line
    name VARCHAR NOT NULL,                 -- as it stands on documents and mails
    zone VARCHAR NOT NULL,                 -- IANA time zone that decides what day it is
    currency VARCHAR NOT NULL,             -- ISO 4217 code of every price
    colour VARCHAR NOT NULL,               -- '#rrggbb' on documents, mails and outside pages
    hold_minutes INTEGER NOT NULL,         -- how long notices wait before they leave
    reply_to VARCHAR,                      -- address that answers to mails go to
    postal_address VARCHAR,                -- sender block of invoices
    payment_terms_days INTEGER NOT NULL,   -- days until an invoice is due
    payment_instructions VARCHAR,          -- how to pay an invoice, in words
    signatory_name VARCHAR,                -- who signs certificates
    signatory_title VARCHAR,               -- and as what
    made_at TIMESTAMP NOT NULL             -- when it joined the instance
);

CREATE TABLE asset (
    sha256 VARCHAR PRIMARY KEY,  -- content address; documents are frozen against it
    content BLOB NOT NULL,       -- PNG bytes
    made_at TIMESTAMP NOT NULL   -- when it was first uploaded
);

CREATE TABLE organisation_asset (
    org_id BIGINT NOT NULL,      -- whose picture
    kind VARCHAR NOT NULL,       -- 'logo' or 'signature'
    sha256 VARCHAR NOT NULL,     -- which asset is in use
    PRIMARY KEY (org_id, kind)
);

CREATE TABLE person (
    person_id BIGINT PRIMARY KEY,  -- key
    first_name VARCHAR NOT NULL,   -- may be empty
    last_name VARCHAR NOT NULL,    -- may be empty
    search_text VARCHAR NOT NULL,  -- folded 'first last' for LIKE
    made_at TIMESTAMP NOT NULL     -- when first seen
);

CREATE TABLE address (
    address VARCHAR PRIMARY KEY,   -- normal form; belongs to at most one person
    person_id BIGINT NOT NULL,     -- whose it is
    kind VARCHAR NOT NULL,         -- primary, alternate or inactive
    verified_at TIMESTAMP,         -- when its owner proved it; absent: never
    made_at TIMESTAMP NOT NULL     -- when it was added
);

CREATE TABLE membership (
    org_id BIGINT NOT NULL,        -- organisation
    person_id BIGINT NOT NULL,     -- person
    role VARCHAR NOT NULL,         -- staff, instructor, analyst or holder
    made_at TIMESTAMP NOT NULL,    -- since when
    ended_at TIMESTAMP             -- taken away; the row stays as history
);

CREATE TABLE archived_person (
    org_id BIGINT NOT NULL,        -- in this organisation only
    person_id BIGINT NOT NULL,     -- who is archived
    archived_at TIMESTAMP NOT NULL -- since when
);

CREATE TABLE external_id (
    org_id BIGINT NOT NULL,        -- in this organisation
    external_id VARCHAR NOT NULL,  -- the body's own number for a person
    person_id BIGINT NOT NULL      -- whose it is
);

CREATE TABLE proposal (
    proposal_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,         -- who proposes
    person_id BIGINT NOT NULL,      -- about whom, known elsewhere too
    change VARCHAR NOT NULL,        -- JSON of the proposed names, addresses, verification
    state VARCHAR NOT NULL,         -- open, accepted or declined
    made_at TIMESTAMP NOT NULL,     -- when
    answered_at TIMESTAMP           -- when the person answered
);

CREATE TABLE course (
    course_id BIGINT PRIMARY KEY,      -- key
    org_id BIGINT NOT NULL,            -- owner
    code VARCHAR NOT NULL,             -- unique in the organisation
    title VARCHAR NOT NULL,            -- as it stands on certificates
    family VARCHAR NOT NULL,           -- sibling versions share it
    version INTEGER NOT NULL,          -- newer is higher
    months INTEGER,                    -- validity; absent: never expires, unless the rule is fixed_day
    rule VARCHAR NOT NULL,             -- same_day, day_before, end_of_month or fixed_day
    fixed_day VARCHAR,                 -- 'MM-DD' with rule fixed_day
    min_active_months INTEGER NOT NULL,-- with rule fixed_day: at least so long
    anchor VARCHAR NOT NULL,           -- completion, carry_forward or assignment
    window_days INTEGER NOT NULL,      -- renewal opens so many days before the end
    grace_days INTEGER,                -- absent: stays due, never lapses
    due_days INTEGER,                  -- an assignment is due so many days after it is made …
    due_months INTEGER,                -- … or so many calendar months
    automatic BOOLEAN NOT NULL,        -- recertification assigns by itself
    claim_step BOOLEAN NOT NULL,       -- the holder confirms the name before the certificate is issued
    retired_at TIMESTAMP,              -- no longer offered for new workshops
    made_at TIMESTAMP NOT NULL,        -- when it was entered
    UNIQUE (org_id, code)
);

CREATE TABLE prerequisite (
    course_id BIGINT NOT NULL,     -- the course that asks for it
    family VARCHAR NOT NULL,       -- any version of this family …
    min_version INTEGER NOT NULL,  -- … from this one on
    max_age_months INTEGER         -- on the workshop date; absent: any age
);

CREATE TABLE fee (
    course_id BIGINT NOT NULL,           -- which course
    starts_on DATE NOT NULL,             -- in force from this day until the next row
    new_minor BIGINT NOT NULL,           -- first certificate, minor units
    renewal_minor BIGINT NOT NULL,       -- renewal, minor units
    replacement_minor BIGINT NOT NULL,   -- replacement, minor units
    made_at TIMESTAMP NOT NULL,          -- when it was entered; a later row for the same day replaces an earlier one
    made_by VARCHAR NOT NULL             -- who entered it
);

CREATE TABLE completion (
    completion_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,           -- whose record
    person_id BIGINT NOT NULL,        -- who
    course_id BIGINT NOT NULL,        -- what
    completed_on DATE NOT NULL,       -- when, in the organisation's calendar
    source VARCHAR NOT NULL,          -- online, workshop or import
    batch_id BIGINT,                  -- the list action that brought it
    made_at TIMESTAMP NOT NULL,       -- when it was recorded
    undone_at TIMESTAMP               -- taken back; counts on no day since
);

CREATE TABLE workshop (
    workshop_id BIGINT PRIMARY KEY,   -- key
    org_id BIGINT NOT NULL,           -- owner
    instructor_id BIGINT NOT NULL,    -- person who taught it
    held_on DATE NOT NULL,            -- never in the future when entered
    place VARCHAR NOT NULL,           -- may be empty
    name VARCHAR NOT NULL,            -- 'YYYY.MM.DD Instructor Course', generated
    state VARCHAR NOT NULL,           -- draft, uploaded, ordered, closed or cancelled
    include_retakes BOOLEAN NOT NULL, -- Completed people may be chosen as renewals
    revision BIGINT NOT NULL,         -- counts every change of roster, courses, overrides and orders
    classified_revision BIGINT,       -- the revision that `standing` was made from
    made_by VARCHAR NOT NULL,         -- who created it
    made_at TIMESTAMP NOT NULL        -- when
);

CREATE TABLE workshop_course (
    workshop_id BIGINT NOT NULL,  -- workshop
    course_id BIGINT NOT NULL,    -- one of its courses
    position INTEGER NOT NULL     -- order on the screen
);

CREATE TABLE upload (
    upload_id BIGINT PRIMARY KEY,  -- key
    org_id BIGINT NOT NULL,        -- whose
    workshop_id BIGINT,            -- the roster's workshop; absent for imports
    kind VARCHAR NOT NULL,         -- roster, people, completions, certificates …
    name VARCHAR NOT NULL,         -- file name as it was, or 'pasted text'
    sha256 VARCHAR NOT NULL,       -- of the bytes: the same file again is recognised
    content BLOB,                  -- the bytes, so that what was detected can be overruled
    overrule VARCHAR,              -- JSON: encoding, delimiter, header line, columns chosen by hand
    detected VARCHAR NOT NULL,     -- JSON of what intake found
    problems VARCHAR NOT NULL,     -- JSON list of problems
    row_count INTEGER NOT NULL,    -- good rows
    state VARCHAR NOT NULL,        -- draft, applied or discarded
    made_by VARCHAR NOT NULL,      -- who
    made_at TIMESTAMP NOT NULL     -- when
);

CREATE TABLE participant (
    participant_id BIGINT PRIMARY KEY, -- key
    workshop_id BIGINT NOT NULL,       -- whose roster
    upload_id BIGINT,                  -- the file it came from; absent: typed in
    line INTEGER NOT NULL,             -- physical line in that file, or the next free number
    first_name VARCHAR NOT NULL,       -- as it stood
    last_name VARCHAR NOT NULL,        -- as it stood
    address VARCHAR NOT NULL,          -- normal form
    search_text VARCHAR NOT NULL,      -- folded name and address for LIKE
    name_key VARCHAR NOT NULL,         -- folded words of the name in order, for comparison; may be empty
    dropped_at TIMESTAMP               -- taken off the roster; history
);

CREATE TABLE standing (
    standing_id BIGINT NOT NULL,     -- the row on the screen; kept over classifications
    workshop_id BIGINT NOT NULL,     -- whose roster
    participant_id BIGINT NOT NULL,  -- roster line
    course_id BIGINT NOT NULL,       -- one of the workshop's courses
    position INTEGER NOT NULL,       -- order of the course on the screen
    line INTEGER NOT NULL,           -- order of the participant
    person_id BIGINT,                -- matched person, if known here
    status VARCHAR NOT NULL,         -- Active, Inactive or Completed
    kind VARCHAR NOT NULL,           -- new or renewal
    selectable BOOLEAN NOT NULL,     -- may be ticked
    reasons VARCHAR NOT NULL,        -- code, family, evidence date; fields by chr(31), reasons by chr(30)
    warnings VARCHAR NOT NULL,       -- the same shape
    order_id BIGINT                  -- the order that already holds this row
);

CREATE TABLE dispute (
    dispute_id BIGINT PRIMARY KEY,   -- key
    org_id BIGINT NOT NULL,          -- whose queue
    workshop_id BIGINT NOT NULL,     -- workshop
    participant_id BIGINT NOT NULL,  -- roster line
    course_id BIGINT NOT NULL,       -- course
    note VARCHAR NOT NULL,           -- the instructor's words
    evidence VARCHAR NOT NULL,       -- JSON: reasons, completions and addresses as they were
    state VARCHAR NOT NULL,          -- open, overridden, declined or withdrawn
    answer VARCHAR,                  -- staff's sentence
    made_by BIGINT NOT NULL,         -- the person who disputes
    made_at TIMESTAMP NOT NULL,      -- when
    answered_by VARCHAR,             -- who answered
    answered_at TIMESTAMP            -- when
);

CREATE TABLE status_override (
    participant_id BIGINT NOT NULL,  -- roster line
    course_id BIGINT NOT NULL,       -- course
    reason VARCHAR NOT NULL,         -- why staff let it pass
    made_by VARCHAR NOT NULL,        -- who
    made_at TIMESTAMP NOT NULL,      -- when
    ended_at TIMESTAMP               -- taken back
);

CREATE TABLE orders (
    order_id BIGINT PRIMARY KEY,     -- key
    org_id BIGINT NOT NULL,          -- whose
    workshop_id BIGINT NOT NULL,     -- for which workshop
    plan_hash VARCHAR NOT NULL UNIQUE, -- the confirmed plan: confirming twice finds this row
    state VARCHAR NOT NULL,          -- open, awaiting_payment, invoiced, paid, refunded or cancelled
    currency VARCHAR NOT NULL,       -- ISO 4217
    total_minor BIGINT NOT NULL,     -- sum of its lines
    steps VARCHAR NOT NULL,          -- JSON: how the total came about, in words
    ordered_on DATE NOT NULL,        -- the day whose prices hold
    release_at TIMESTAMP NOT NULL,   -- before this moment no notice leaves
    made_by VARCHAR NOT NULL,        -- who ordered
    made_by_id BIGINT,               -- that person; absent: an operator
    made_at TIMESTAMP NOT NULL,      -- when
    told_at TIMESTAMP,               -- when the participants' notices were queued
    cancelled_at TIMESTAMP,          -- undone
    review VARCHAR                   -- why a person must look, if so
);

CREATE TABLE order_line (
    order_id BIGINT NOT NULL,        -- order
    standing_id BIGINT NOT NULL,     -- the row that was ticked
    participant_id BIGINT NOT NULL,  -- roster line
    person_id BIGINT NOT NULL,       -- who gets the certificate
    course_id BIGINT NOT NULL,       -- in what
    kind VARCHAR NOT NULL,           -- new, renewal or replacement
    label VARCHAR NOT NULL,          -- as it stands on the invoice
    unit_minor BIGINT NOT NULL       -- frozen price
);

CREATE TABLE attempt (
    attempt_id VARCHAR PRIMARY KEY,  -- also the gateway's idempotency key
    order_id BIGINT NOT NULL,        -- what is paid
    live_key BIGINT UNIQUE,          -- the order while the attempt lives: at most one
    state VARCHAR NOT NULL,          -- created, pending, succeeded, failed or expired
    request VARCHAR NOT NULL,        -- the exact request, before it is sent
    gateway_id VARCHAR,              -- the gateway's own id
    made_at TIMESTAMP NOT NULL       -- when
);

CREATE TABLE counter (
    org_id BIGINT NOT NULL,    -- whose
    name VARCHAR NOT NULL,     -- what is numbered, such as 'invoice-2026'
    value BIGINT NOT NULL,     -- the last number given
    PRIMARY KEY (org_id, name)
);

CREATE TABLE invoice (
    invoice_id BIGINT PRIMARY KEY,   -- key
    org_id BIGINT NOT NULL,          -- issuer
    order_id BIGINT NOT NULL,        -- what it bills
    number VARCHAR NOT NULL,         -- 'INV-2026-00001', gapless per organisation and year
    state VARCHAR NOT NULL,          -- draft, open, paid, void or uncollectible
    document VARCHAR NOT NULL,       -- JSON: the frozen value that is drawn
    payer_address VARCHAR NOT NULL,  -- mail address of the payer
    handed_over_at TIMESTAMP,        -- sent by mail, or staff handed it over: from then on people may be told
    made_at TIMESTAMP NOT NULL,      -- when
    UNIQUE (org_id, number)
);

CREATE TABLE payment (
    reference VARCHAR PRIMARY KEY,   -- 'org:reference': cannot be entered twice
    org_id BIGINT NOT NULL,          -- receiver
    order_id BIGINT NOT NULL,        -- what it pays
    amount_minor BIGINT NOT NULL,    -- received; negative: refunded
    paid_on DATE NOT NULL,           -- when it arrived
    method VARCHAR NOT NULL,         -- transfer, cheque, cash, card …
    made_by VARCHAR NOT NULL,        -- who recorded it
    made_at TIMESTAMP NOT NULL       -- when
);

CREATE TABLE certificate (
    certificate_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,            -- issuer
    person_id BIGINT NOT NULL,         -- holder
    course_id BIGINT NOT NULL,         -- in what
    workshop_id BIGINT,                -- from which workshop; absent: imported
    order_id BIGINT,                   -- from which order
    number VARCHAR NOT NULL UNIQUE,    -- random, never reused
    body_number VARCHAR,               -- the body's own number, kept beside ours
    state VARCHAR NOT NULL,            -- offered, issued, superseded, revoked or withdrawn
    live_key VARCHAR UNIQUE,           -- 'person:course:workshop' while live: at most one
    term_key VARCHAR UNIQUE,           -- 'person:course:start' while live: at most one
    starts_on DATE NOT NULL,           -- first valid day
    valid_through DATE,                -- last valid day; absent: never ends
    because VARCHAR NOT NULL,          -- the term in words
    document VARCHAR,                  -- JSON: the frozen value that is drawn, from issue on
    batch_id BIGINT,                   -- the list action that brought it
    made_at TIMESTAMP NOT NULL,        -- when offered or imported
    issued_at TIMESTAMP,               -- when claimed or issued
    ended_at TIMESTAMP,                -- when revoked, superseded or withdrawn
    ended_because VARCHAR              -- why
);

CREATE TABLE personal_link (
    link_id BIGINT PRIMARY KEY,        -- key; the token is derived from it and a secret outside the store
    token_hash VARCHAR NOT NULL UNIQUE,-- SHA-256 of the token
    purpose VARCHAR NOT NULL,          -- 'claim' and what later jobs add
    org_id BIGINT NOT NULL,            -- whose page it opens
    person_id BIGINT NOT NULL,         -- for whom
    subject_id BIGINT NOT NULL,        -- the order, credit or assignment it is about
    made_at TIMESTAMP NOT NULL,        -- when
    revoked_at TIMESTAMP               -- dead since
);

CREATE TABLE sign_in_link (
    link_id BIGINT PRIMARY KEY,        -- key; the token is derived from it and a secret outside the store
    token_hash VARCHAR NOT NULL UNIQUE,-- SHA-256 of the token
    address VARCHAR NOT NULL,          -- who asked
    next_path VARCHAR NOT NULL,        -- where to go after
    made_at TIMESTAMP NOT NULL,        -- when
    expires_at TIMESTAMP NOT NULL,     -- ten minutes later
    used_at TIMESTAMP                  -- once
);

CREATE TABLE session (
    session_hash VARCHAR PRIMARY KEY,  -- SHA-256 of the cookie
    person_id BIGINT NOT NULL,         -- who
    org_id BIGINT NOT NULL,            -- the organisation they work in now
    address VARCHAR NOT NULL,          -- the address they signed in with
    made_at TIMESTAMP NOT NULL,        -- when
    expires_at TIMESTAMP NOT NULL,     -- absolute end
    revoked_at TIMESTAMP               -- signed out
);

CREATE TABLE outbox (
    mail_id BIGINT PRIMARY KEY,        -- key
    org_id BIGINT,                     -- in whose name; absent: the instance's
    dedupe_key VARCHAR NOT NULL UNIQUE,-- one mail per key, for ever
    kind VARCHAR NOT NULL,             -- which text: 'sign_in', 'certificate_offered', 'invoice' …
    to_address VARCHAR NOT NULL,       -- recipient
    to_name VARCHAR NOT NULL,          -- as a person is addressed
    person_id BIGINT,                  -- recipient, if known
    order_id BIGINT,                   -- what it is about, if an order
    parameters VARCHAR NOT NULL,       -- JSON of the values that the text needs; never a token
    state VARCHAR NOT NULL,            -- held, queued, sent, delivered, bounced, failed or cancelled
    release_at TIMESTAMP NOT NULL,     -- held until then
    attempts INTEGER NOT NULL,         -- tries so far
    next_try_at TIMESTAMP NOT NULL,    -- not before
    claimed_until TIMESTAMP,           -- a sender has it until then
    last_error VARCHAR,                -- what the relay said, in words
    subject VARCHAR,                   -- as sent
    body VARCHAR,                      -- as sent, links masked
    made_at TIMESTAMP NOT NULL,        -- when queued
    sent_at TIMESTAMP                  -- when the relay took it
);

CREATE TABLE mail_text (
    org_id BIGINT NOT NULL,        -- whose wording
    kind VARCHAR NOT NULL,         -- which text
    subject VARCHAR NOT NULL,      -- with {placeholders}
    body VARCHAR NOT NULL,         -- with {placeholders}
    made_by VARCHAR NOT NULL,      -- who
    made_at TIMESTAMP NOT NULL     -- when; the newest row is in use
);

CREATE TABLE batch (
    batch_id BIGINT PRIMARY KEY,     -- key
    org_id BIGINT NOT NULL,          -- whose
    kind VARCHAR NOT NULL,           -- import, recertify, credits, undo …
    plan_hash VARCHAR NOT NULL UNIQUE, -- the confirmed plan
    state VARCHAR NOT NULL,          -- planned, confirmed, done, partial, failed or undone
    counts VARCHAR NOT NULL,         -- JSON of what was done to how many
    detail VARCHAR NOT NULL,         -- JSON of what undo needs
    made_by VARCHAR NOT NULL,        -- who
    made_at TIMESTAMP NOT NULL,      -- when confirmed
    undone_at TIMESTAMP              -- when taken back
);

CREATE TABLE assignment (
    assignment_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,           -- whose
    person_id BIGINT NOT NULL,        -- who must do it
    course_id BIGINT NOT NULL,        -- what
    state VARCHAR NOT NULL,           -- assigned, in_progress, completed, unassigned or replaced
    open_key VARCHAR UNIQUE,          -- 'person:family' while open: at most one
    assigned_on DATE NOT NULL,        -- when
    due_on DATE,                      -- while open only
    completed_on DATE,                -- when completed
    recertify_on DATE,                -- once completed only; absent: never
    source VARCHAR NOT NULL,          -- automatic, manual or import
    batch_id BIGINT,                  -- the list action that made it
    made_at TIMESTAMP NOT NULL        -- when recorded
);

CREATE TABLE ceu_course (
    ceu_course_id BIGINT PRIMARY KEY, -- key
    org_id BIGINT NOT NULL,           -- owner
    ceulid VARCHAR NOT NULL,          -- code of this approval
    ceulid_key VARCHAR NOT NULL,      -- folded, for comparison
    title VARCHAR NOT NULL,           -- title
    hours_hundredths INTEGER NOT NULL,-- hours × 100
    category VARCHAR,                 -- category
    provider VARCHAR,                 -- who gives it
    provider_contact VARCHAR,         -- how to reach them
    state VARCHAR NOT NULL,           -- draft, submitted, approved, returned, denied or retired
    approved_from DATE,               -- inclusive
    approved_until DATE,              -- inclusive
    cycle_years INTEGER,              -- absent: the approval period is the cycle
    successor_id BIGINT,              -- next year's approval
    made_at TIMESTAMP NOT NULL,       -- when
    UNIQUE (org_id, ceulid_key)
);

CREATE TABLE credit (
    credit_id BIGINT PRIMARY KEY,     -- key
    org_id BIGINT NOT NULL,           -- who posted it
    ceu_course_id BIGINT NOT NULL,    -- for what
    address VARCHAR NOT NULL,         -- to which address
    person_id BIGINT,                 -- whose account, once there is one
    dashboard_org_id BIGINT,          -- where the holder put it
    hours_hundredths INTEGER NOT NULL,-- hours × 100
    attended_on DATE NOT NULL,        -- attendance date
    state VARCHAR NOT NULL,           -- offered, archived, accepted, rejected, withdrawn, readdressed or revoked
    live_key VARCHAR UNIQUE,          -- 'course:person' while live: at most one
    batch_id BIGINT,                  -- the list action that posted it
    made_at TIMESTAMP NOT NULL,       -- when
    answered_at TIMESTAMP             -- when accepted, rejected or revoked
);

CREATE TABLE audit (
    seq BIGINT NOT NULL,           -- 1, 2, 3 … without a gap
    org_id BIGINT,                 -- where; absent: the instance
    made_at TIMESTAMP NOT NULL,    -- when
    actor VARCHAR NOT NULL,        -- who, as named then
    actor_id BIGINT,               -- that person; absent: an operator or a job
    role VARCHAR NOT NULL,         -- as what
    action VARCHAR NOT NULL,       -- what, such as 'workshop.created'
    subject VARCHAR NOT NULL,      -- on what: 'workshop:12'
    before VARCHAR,                -- JSON, as it was
    after VARCHAR,                 -- JSON, as it is
    hash VARCHAR NOT NULL          -- HMAC over the previous hash and this row; the key is outside the store
);

CREATE TABLE audit_head (
    seq BIGINT NOT NULL,   -- of the newest row
    hash VARCHAR NOT NULL  -- its hash
);

INSERT INTO audit_head
VALUES (0, '');
