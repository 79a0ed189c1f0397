-- Where alerts of remote sensing lie: the journal holds the hash of an outline, this table the outline itself.
-- geometry: GeoJSON text, EPSG:4490, as it was hashed; file, feature: SHA-256 of the uploaded file and its place there.

CREATE TABLE alert_outline (
    sha256 VARCHAR PRIMARY KEY CHECK (length(sha256) = 64),
    geometry VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    feature INTEGER NOT NULL
);
