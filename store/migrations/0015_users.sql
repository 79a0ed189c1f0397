-- Who signs in by name, and who did which act. Personal data: none of it goes into the journal, the API or an export.
-- person_change is append-only; the last row of a person is what holds. changed_by: the person who changed it, their
-- own number at a first sign-in, 0 by staff link. changed_at: UTC. roles: names, separated by blanks.

CREATE TABLE person_change (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    person INTEGER NOT NULL CHECK (person > 0),
    mail VARCHAR NOT NULL,
    issuer VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    roles VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    until DATE,
    changed_at TIMESTAMP NOT NULL,
    changed_by INTEGER NOT NULL,
    CHECK (mail <> '' OR subject <> '')
);

-- key: of journal_act. An act without a row was done by staff link, or by itself.
CREATE TABLE act_person (
    key VARCHAR PRIMARY KEY,
    person INTEGER NOT NULL CHECK (person > 0)
);
