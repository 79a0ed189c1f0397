-- Parameter sets of the county's own. A set is stored once and never changed: what was reckoned with it can be
-- reckoned again. `value` is a decimal as text.

CREATE TABLE own_parameter (
    set_name VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    symbol VARCHAR NOT NULL CHECK (symbol IN ('CF', 'BEF', 'D', 'R')),
    value VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    link VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    PRIMARY KEY (set_name, who, symbol)
);
