-- What entries about occupations name by its SHA-256: where a proposal lies (JSON: "geometry" as GeoJSON in EPSG:4490,
-- "strata" where the forest is not cut out of the inventory) and the working of an assessment. A row never changes.
CREATE TABLE occupation_site (
    sha256 VARCHAR PRIMARY KEY CHECK (length(sha256) = 64),
    body VARCHAR NOT NULL
);

CREATE TABLE occupation_working (
    sha256 VARCHAR PRIMARY KEY CHECK (length(sha256) = 64),
    body VARCHAR NOT NULL
);

-- What the journal adds up to for each occupation that was not withdrawn: its notice ('' and 0 without one), tonnes in
-- living orders, tonnes cancelled. The table proposal has a row for each of them, beside those of the county's layer.
CREATE TABLE occupation (
    proposal VARCHAR PRIMARY KEY,
    site VARCHAR NOT NULL,
    notice VARCHAR NOT NULL,
    owed_t DECIMAL(18,3) NOT NULL,
    ordered_t DECIMAL(18,3) NOT NULL,
    settled_t DECIMAL(18,3) NOT NULL,
    CHECK (settled_t >= 0 AND settled_t <= ordered_t AND ordered_t <= owed_t)
);
