-- Market bulletins as they were read and what each did, and what staff said about market days. Append-only: to undo
-- is to withdraw. Yearly totals beside weekly and monthly ones.

CREATE TABLE market_period_all (
    kind VARCHAR NOT NULL CHECK (kind IN ('week', 'month', 'year')),
    start_date DATE NOT NULL, end_date DATE NOT NULL,
    listed_volume_t DECIMAL(18,3) NOT NULL, listed_turnover_cny DECIMAL(18,2) NOT NULL,
    total_volume_t DECIMAL(18,3) NOT NULL, total_turnover_cny DECIMAL(18,2) NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (kind, start_date, end_date)
);
INSERT INTO market_period_all SELECT * FROM market_period;
DROP TABLE market_period;
ALTER TABLE market_period_all RENAME TO market_period;

-- `did`: a day or period not known before; one known better; one replaced because staff said so. `before`: the row
-- that stood there (JSON), NULL where none did. sha256: of kind, dates, figures and text without white space.
CREATE TABLE bulletin (
    number INTEGER PRIMARY KEY,
    kind VARCHAR NOT NULL CHECK (kind IN ('day', 'clearing_day', 'week', 'month', 'year')),
    start_date DATE NOT NULL, end_date DATE NOT NULL,
    title VARCHAR NOT NULL,
    listed_volume_t DECIMAL(18,3), listed_turnover_cny DECIMAL(18,2),
    block_volume_t DECIMAL(18,3), block_turnover_cny DECIMAL(18,2),
    auction_volume_t DECIMAL(18,3), auction_turnover_cny DECIMAL(18,2),
    total_volume_t DECIMAL(18,3), total_turnover_cny DECIMAL(18,2),
    close_cny DECIMAL(18,2), close_basis VARCHAR NOT NULL, average_stated_cny DECIMAL(18,4),
    cumulative_volume_t DECIMAL(18,3), cumulative_turnover_cny DECIMAL(18,2),
    text VARCHAR NOT NULL, file VARCHAR NOT NULL, place VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    did VARCHAR NOT NULL CHECK (did IN ('new', 'better', 'replaced')),
    before VARCHAR,
    reason VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL
);

CREATE TABLE bulletin_withdrawal (
    bulletin INTEGER PRIMARY KEY,
    reason VARCHAR NOT NULL CHECK (reason <> ''),
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL
);

-- `known`: the holidays up to `last_date` have all been entered.
CREATE TABLE market_calendar (
    number INTEGER PRIMARY KEY,
    kind VARCHAR NOT NULL CHECK (kind IN ('open', 'closed', 'known')),
    first_date DATE NOT NULL, last_date DATE NOT NULL,
    note VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL,
    CHECK (first_date <= last_date)
);

CREATE TABLE market_calendar_withdrawal (
    entry INTEGER PRIMARY KEY,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    role VARCHAR NOT NULL
);
