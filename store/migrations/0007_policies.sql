-- Pricing rules that staff saved to compare (what-if). Append-only: to undo is to withdraw.

CREATE TABLE policy (
    number INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL CHECK (name <> ''),
    changes VARCHAR NOT NULL, -- JSON: rule → value as text
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL
);

CREATE TABLE policy_withdrawal (
    policy INTEGER PRIMARY KEY,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL
);
