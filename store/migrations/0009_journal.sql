-- The journal: every act of the books as hash-chained lines (core/ledger/entry.py says what a line is). Append-only.
-- lot, purchase, allocation and certificate are what it adds up to, kept in the same transaction; their CHECKs and
-- keys are the last guard. purchase holds the orders that hold or have used tonnes: a paid one is still 'held'.

CREATE TABLE journal (
    number BIGINT PRIMARY KEY CHECK (number > 0),
    line VARCHAR NOT NULL
);

-- An act has one key, however often it is sent: the lines it wrote, and the hash of the last of them. The latest act
-- says where the journal ends. command: SHA-256, tells another act with the same key apart.
CREATE TABLE journal_act (
    key VARCHAR PRIMARY KEY CHECK (key <> ''),
    command VARCHAR NOT NULL,
    first BIGINT NOT NULL, last BIGINT NOT NULL,
    hash VARCHAR NOT NULL,
    CHECK (first <= last)
);

-- Certificates of cancellation; entry: the line that gave it, each number once, or that took over an order of before,
-- when nobody made sure of that.
CREATE TABLE certificate (
    certificate VARCHAR NOT NULL CHECK (certificate <> ''),
    purchase VARCHAR NOT NULL,
    entry BIGINT NOT NULL,
    PRIMARY KEY (certificate, purchase)
);
