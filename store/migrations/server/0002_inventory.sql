-- 0002 on a server, where every database begins empty: PostgreSQL keeps the names xmin and xmax for itself, so that
-- the bounds bear other names there. They stand at the same places, which is all that the program goes by.

-- The forest inventory in versions. An import adds one; an assessment can name the one it used.
-- One version at most is in force; 'kept' ones can be gone back to; of a 'dropped' one the record alone is left,
-- so that its number is never given again. sha256 and imported_at (UTC) are NULL where the rows are older than this.

CREATE TABLE inventory (
    number INTEGER PRIMARY KEY,
    file VARCHAR NOT NULL,
    sha256 VARCHAR,
    imported_at TIMESTAMP,
    rows INTEGER NOT NULL,
    area_hm2 DECIMAL(18,4) NOT NULL,
    left_out INTEGER NOT NULL,
    left_out_hm2 DECIMAL(18,4) NOT NULL,
    demo BOOLEAN NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('in_force', 'kept', 'dropped')),
    west DOUBLE, south DOUBLE, east DOUBLE, north DOUBLE -- EPSG:4543 metres; NULL without rows
);

DROP TABLE sub_compartment;

-- '' where the inventory does not say. geom_4543: EPSG:4543 metres, the one geometry kept; longitude and latitude
-- are reckoned when something is drawn. Rows of a version lie in Hilbert order; cell and the bounds (metres) find
-- the few near a footprint (store/overlay.py says why there is no R-tree). No primary key: an import looks for
-- numbers that stand twice, and an index over a million texts would slow it for nothing.
CREATE TABLE sub_compartment (
    inventory INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    township_zh VARCHAR NOT NULL, township_en VARCHAR NOT NULL,
    village VARCHAR NOT NULL, compartment VARCHAR NOT NULL, sub_compartment VARCHAR NOT NULL,
    area_hm2 DECIMAL(14,4) NOT NULL CHECK (area_hm2 > 0),
    land_class VARCHAR NOT NULL, forest_category VARCHAR NOT NULL, forest_use VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    species VARCHAR NOT NULL,
    age INTEGER, volume_m3_hm2 DECIMAL(10,1), canopy DECIMAL(4,2),
    protection_grade INTEGER,
    geom_4543 GEOMETRY NOT NULL,
    west DOUBLE NOT NULL, south DOUBLE NOT NULL, east DOUBLE NOT NULL, north DOUBLE NOT NULL,
    cell BIGINT NOT NULL
);

-- What two polygons of a version share (more than rounding), found at the import: the overlay counts it once.
CREATE TABLE sub_compartment_overlap (
    inventory INTEGER NOT NULL,
    a VARCHAR NOT NULL, b VARCHAR NOT NULL,
    m2 DOUBLE NOT NULL,
    geom_4543 GEOMETRY NOT NULL,
    west DOUBLE NOT NULL, south DOUBLE NOT NULL, east DOUBLE NOT NULL, north DOUBLE NOT NULL,
    cell BIGINT NOT NULL
);
