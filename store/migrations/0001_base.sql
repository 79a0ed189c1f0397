-- What the product keeps from its first day. Tonnes DECIMAL(18,3), money DECIMAL(18,2), area hm² DECIMAL(14,4).
-- `demo` marks illustrative rows until the county imports its own.

CREATE TABLE data_version (version BIGINT NOT NULL);
INSERT INTO data_version VALUES (0);

CREATE TABLE market_day (
    market_date DATE PRIMARY KEY,
    listed_volume_t DECIMAL(18,3), listed_turnover_cny DECIMAL(18,2),
    block_volume_t DECIMAL(18,3), block_turnover_cny DECIMAL(18,2),
    auction_volume_t DECIMAL(18,3), auction_turnover_cny DECIMAL(18,2),
    total_volume_t DECIMAL(18,3), total_turnover_cny DECIMAL(18,2),
    close_cny DECIMAL(18,2), close_basis VARCHAR NOT NULL,
    quality VARCHAR NOT NULL CHECK (quality IN ('A', 'B', 'W')),
    source VARCHAR NOT NULL
);

CREATE TABLE market_period (
    kind VARCHAR NOT NULL CHECK (kind IN ('week', 'month')),
    start_date DATE NOT NULL, end_date DATE NOT NULL,
    listed_volume_t DECIMAL(18,3) NOT NULL, listed_turnover_cny DECIMAL(18,2) NOT NULL,
    total_volume_t DECIMAL(18,3) NOT NULL, total_turnover_cny DECIMAL(18,2) NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (kind, start_date, end_date)
);

CREATE TABLE plot (
    plot VARCHAR PRIMARY KEY,
    name_zh VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    township_zh VARCHAR NOT NULL, township_en VARCHAR NOT NULL,
    species VARCHAR NOT NULL,
    area_hm2 DECIMAL(14,4) NOT NULL CHECK (area_hm2 > 0),
    planted_on DATE NOT NULL,
    stage VARCHAR NOT NULL,
    geometry JSON NOT NULL,
    demo BOOLEAN NOT NULL
);

CREATE TABLE lot (
    lot VARCHAR PRIMARY KEY,
    batch VARCHAR NOT NULL,
    plot VARCHAR NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL,
    stored_t DECIMAL(18,3) NOT NULL CHECK (stored_t >= 0),
    held_t DECIMAL(18,3) NOT NULL CHECK (held_t >= 0),
    cancelled_t DECIMAL(18,3) NOT NULL CHECK (cancelled_t >= 0),
    demo BOOLEAN NOT NULL,
    CHECK (held_t + cancelled_t <= stored_t)
);

CREATE TABLE purchase (
    purchase VARCHAR PRIMARY KEY,
    project_zh VARCHAR NOT NULL, project_en VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    township_zh VARCHAR NOT NULL, township_en VARCHAR NOT NULL,
    trade_date DATE NOT NULL,
    owed_t DECIMAL(18,3) NOT NULL, offset_t DECIMAL(18,3) NOT NULL, purchase_t DECIMAL(18,3) NOT NULL,
    unit_price_cny DECIMAL(18,2) NOT NULL, amount_cny DECIMAL(18,2) NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('held', 'cancelled')),
    certificate VARCHAR NOT NULL,
    demo BOOLEAN NOT NULL,
    CHECK (offset_t >= 0 AND offset_t + purchase_t = owed_t)
);

CREATE TABLE allocation (
    purchase VARCHAR NOT NULL, lot VARCHAR NOT NULL,
    tonnes DECIMAL(18,3) NOT NULL CHECK (tonnes > 0),
    PRIMARY KEY (purchase, lot)
);

-- wkb: EPSG:4490 longitude/latitude for drawing; geom_4543: EPSG:4543 metres for areas and overlays.
CREATE TABLE sub_compartment (
    id VARCHAR PRIMARY KEY,
    township_zh VARCHAR NOT NULL, township_en VARCHAR NOT NULL,
    compartment INTEGER NOT NULL, sub_compartment INTEGER NOT NULL,
    area_hm2 DECIMAL(14,4) NOT NULL CHECK (area_hm2 > 0),
    land_class VARCHAR NOT NULL, forest_category VARCHAR NOT NULL, forest_use VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    species VARCHAR NOT NULL,
    age INTEGER, volume_m3_hm2 DECIMAL(10,1), canopy DECIMAL(4,2),
    protection_grade INTEGER,
    wkb BLOB NOT NULL, geom_4543 GEOMETRY NOT NULL,
    demo BOOLEAN NOT NULL
);

CREATE TABLE proposal (
    proposal VARCHAR PRIMARY KEY,
    name_zh VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    occupation VARCHAR NOT NULL CHECK (occupation IN ('permanent', 'temporary')),
    years INTEGER,
    planned_on DATE NOT NULL,
    township_zh VARCHAR NOT NULL, township_en VARCHAR NOT NULL,
    probability DECIMAL(4,2) NOT NULL CHECK (probability BETWEEN 0 AND 1),
    geometry JSON NOT NULL,
    demo BOOLEAN NOT NULL
);
