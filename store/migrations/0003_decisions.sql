-- What officials decided about parameters: a value with its document and clause, or the withdrawal of one.
-- Append-only: nothing is changed or deleted. A withdrawal names the record it takes back, once.

CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    rule VARCHAR NOT NULL,
    since DATE,
    kind VARCHAR CHECK (kind IN ('number', 'option', 'yes_no', 'brackets')),
    value VARCHAR,
    document VARCHAR NOT NULL,
    clause VARCHAR NOT NULL,
    link VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL,
    withdraws INTEGER UNIQUE,
    CHECK ((withdraws IS NULL AND since IS NOT NULL AND kind IS NOT NULL AND value IS NOT NULL AND document <> '')
           OR (withdraws IS NOT NULL AND withdraws < number AND since IS NULL AND kind IS NULL AND value IS NULL
               AND note <> ''))
);
