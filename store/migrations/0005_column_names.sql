-- Which column of a land file is which field, as staff once said it; by the file's columns (SHA-256 of their names).

CREATE TABLE column_name (
    signature VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL, -- empty: the file has no such column
    PRIMARY KEY (signature, field)
);
