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
    xmin DOUBLE, ymin DOUBLE, xmax DOUBLE, ymax DOUBLE -- EPSG:4543 metres; NULL without rows
);

INSERT INTO inventory
SELECT row_number() OVER (ORDER BY demo DESC), 'sub_compartments.geojson', NULL, NULL, count(*), sum(area_hm2), 0, 0,
       demo, CASE WHEN demo AND (SELECT count(*) FROM sub_compartment WHERE NOT demo) > 0 THEN 'kept'
                  ELSE 'in_force' END,
       min(ST_XMin(geom_4543)), min(ST_YMin(geom_4543)), max(ST_XMax(geom_4543)), max(ST_YMax(geom_4543))
FROM sub_compartment GROUP BY demo;

ALTER TABLE sub_compartment RENAME TO sub_compartment_before;

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
    xmin DOUBLE NOT NULL, ymin DOUBLE NOT NULL, xmax DOUBLE NOT NULL, ymax DOUBLE NOT NULL,
    cell BIGINT NOT NULL
);

INSERT INTO sub_compartment
SELECT v.number, o.id, o.township_zh, o.township_en, '', o.compartment, o.sub_compartment, o.area_hm2, o.land_class,
       o.forest_category, o.forest_use, o.origin, o.species, o.age, o.volume_m3_hm2, o.canopy, o.protection_grade,
       o.geom_4543, ST_XMin(g), ST_YMin(g), ST_XMax(g), ST_YMax(g),
       CASE WHEN ST_XMax(g) - ST_XMin(g) <= 1000 AND ST_YMax(g) - ST_YMin(g) <= 1000
            THEN CAST(floor((ST_XMin(g) + ST_XMax(g)) / 2000) * 100000
                      + floor((ST_YMin(g) + ST_YMax(g)) / 2000) AS BIGINT)
            ELSE -1 END
FROM (SELECT *, geom_4543 AS g FROM sub_compartment_before) o JOIN inventory v ON v.demo = o.demo
ORDER BY v.number, ST_Hilbert(g);

DROP TABLE sub_compartment_before;

-- What two polygons of a version share (more than rounding), found at the import: the overlay counts it once.
CREATE TABLE sub_compartment_overlap (
    inventory INTEGER NOT NULL,
    a VARCHAR NOT NULL, b VARCHAR NOT NULL,
    m2 DOUBLE NOT NULL,
    geom_4543 GEOMETRY NOT NULL,
    xmin DOUBLE NOT NULL, ymin DOUBLE NOT NULL, xmax DOUBLE NOT NULL, ymax DOUBLE NOT NULL,
    cell BIGINT NOT NULL
);
