-- What the journal does not say of a document, because it is public: what its file was called. A row comes before the
-- file is written and goes after it was removed, so each file that somebody may still need has one. The bytes lie
-- beside this file, in <store>.documents/, named by their SHA-256 (store/documents.py).
CREATE TABLE document_file (
    about VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL CHECK (regexp_full_match(sha256, '[0-9a-f]{64}')),
    file VARCHAR NOT NULL,
    PRIMARY KEY (about, name, sha256)
);
