-- What the public sends: concerns and objections, which nobody but staff reads. None of it stands in the journal.
-- token: made once for each form that is drawn, so that a double click is kept once. received_at: UTC; received_on: the
-- day in Asia/Shanghai; version: data version then.
CREATE TABLE submission (
    reference VARCHAR PRIMARY KEY CHECK (length(reference) = 12),
    token VARCHAR NOT NULL UNIQUE,
    kind VARCHAR NOT NULL CHECK (kind IN ('concern', 'objection')),
    about VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    seen_on DATE,
    received_at TIMESTAMP NOT NULL,
    received_on DATE NOT NULL,
    version BIGINT NOT NULL,
    demo BOOLEAN NOT NULL
);

-- How to reach whoever sent it: gone as soon as it is closed, and after the days of the rule contact_keep_days.
CREATE TABLE submission_contact (
    reference VARCHAR PRIMARY KEY,
    contact VARCHAR NOT NULL
);

-- What staff did with it. entry: of the journal, 0 without one; note: answer or reason, read by who has the reference.
CREATE TABLE submission_step (
    reference VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('taken_up', 'answered', 'set_aside')),
    done_at TIMESTAMP NOT NULL,
    role VARCHAR NOT NULL,
    entry BIGINT NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (reference, number)
);
