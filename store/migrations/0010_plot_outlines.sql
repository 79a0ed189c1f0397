-- Outlines of plots that files of the journal name by their SHA-256: GeoJSON geometry, EPSG:4490. A row never changes.
-- The table plot has a row for each plot whose file has lots, beside those of the county's layer.
CREATE TABLE plot_outline (
    sha256 VARCHAR PRIMARY KEY CHECK (length(sha256) = 64),
    body VARCHAR NOT NULL
);
