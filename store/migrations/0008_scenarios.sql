-- Depletion scenarios that staff saved, each name in versions, and which of them is the county's official outlook.
-- Append-only: saving again makes another version; to undo is to withdraw.

CREATE TABLE scenario (
    number INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL CHECK (name <> ''),
    version INTEGER NOT NULL CHECK (version > 0),
    body VARCHAR NOT NULL, -- JSON as core.scenario.plain writes it
    data_version INTEGER NOT NULL, -- of the books it began from
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    UNIQUE (name, version)
);

CREATE TABLE scenario_withdrawal (
    scenario INTEGER PRIMARY KEY,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL
);

-- The latest publication is in force unless it was withdrawn; none comes back when a later one is.
CREATE TABLE scenario_published (
    number INTEGER PRIMARY KEY,
    scenario INTEGER NOT NULL,
    results VARCHAR NOT NULL, -- JSON as core.scenario.report has it
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL,
    reason VARCHAR NOT NULL CHECK (reason <> '')
);

CREATE TABLE scenario_unpublished (
    publication INTEGER PRIMARY KEY,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL,
    reason VARCHAR NOT NULL CHECK (reason <> '')
);
