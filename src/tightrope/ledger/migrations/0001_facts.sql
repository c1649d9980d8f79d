-- Facts. Every table here is append-only: nothing is changed or deleted once it is written.
--
-- Times of recording are microseconds since 1970-01-01 UTC: datetime(recorded_at / 1e6, 'unixepoch').
-- Ids are content ids (20 hexadecimal digits); numbers are for joins inside this file only.

CREATE TABLE migration (
    number      INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    tightrope   TEXT NOT NULL,               -- the version that ran it
    recorded_at INTEGER NOT NULL
);

CREATE TABLE origin (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    producer    TEXT NOT NULL,
    title       TEXT NOT NULL,
    url         TEXT NOT NULL,
    licence     TEXT NOT NULL,
    accessed    TEXT,                        -- ISO day; NULL is unknown
    sha256      TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
);

-- number = day of publication (days since 0001-01-01; 0 if unknown) * 2^24 + a running number of that day.
-- So the order of the table, and of every index that ends in its numbers, is the order of publication: the newest
-- hits of a search come first without sorting all of them.
CREATE TABLE document (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    origin      INTEGER NOT NULL REFERENCES origin,
    published   TEXT,                        -- ISO day; NULL is unknown
    language    TEXT NOT NULL,
    title       TEXT NOT NULL,
    author      TEXT NOT NULL,
    name        TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    text        TEXT NOT NULL                -- last, so that the other columns are read without it
);

-- Another place at which the text of a document (kind 'same') or nearly the same text (kind 'near') was found.
CREATE TABLE document_link (
    number      INTEGER PRIMARY KEY,
    document    INTEGER NOT NULL REFERENCES document,
    text_id     TEXT NOT NULL,               -- id the linked text would have had as a document of its own
    kind        TEXT NOT NULL CHECK (kind IN ('same', 'near')),
    origin      INTEGER NOT NULL REFERENCES origin,
    published   TEXT,
    title       TEXT NOT NULL,
    name        TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    UNIQUE (text_id, document, origin, name)
);
CREATE INDEX document_link_document ON document_link (document);

CREATE TABLE evidence (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    document    INTEGER NOT NULL REFERENCES document,
    kind        TEXT NOT NULL CHECK (kind IN ('event', 'stock', 'tie', 'position')),
    span_start  INTEGER NOT NULL,            -- code points of document.text
    span_end    INTEGER NOT NULL CHECK (span_start >= 0 AND span_end > span_start),
    fields      TEXT NOT NULL CHECK (json_valid(fields)),   -- all other fields of the record
    recorded_at INTEGER NOT NULL
);
CREATE INDEX evidence_document ON evidence (document, span_start);

-- Columns for figures have no declared type, so that 5 stays 5 and 5.0 stays 5.0: the content id tells them apart.
CREATE TABLE observation (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    channel     TEXT NOT NULL,
    holder      TEXT NOT NULL,
    over        TEXT NOT NULL,
    period      TEXT NOT NULL,               -- ISO 8601, the shortest form: '2022', '2022-01', '2022-01-13/2022-02-03'
    lower       NOT NULL,
    upper,                                   -- NULL is unbounded
    unit        TEXT NOT NULL,
    origin      INTEGER NOT NULL REFERENCES origin,
    locator     TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
);
CREATE INDEX observation_cell ON observation (channel, holder, over, period, recorded_at);

-- A set of evidence and observations on which estimates rest. Estimates share sets, so each is stored once.
CREATE TABLE basis (
    number      INTEGER PRIMARY KEY,
    digest      TEXT NOT NULL UNIQUE,        -- SHA-256 of the sorted ids
    recorded_at INTEGER NOT NULL
);
CREATE TABLE basis_evidence (
    basis       INTEGER NOT NULL REFERENCES basis,
    evidence    INTEGER NOT NULL REFERENCES evidence,
    PRIMARY KEY (basis, evidence)
) WITHOUT ROWID;
CREATE TABLE basis_observation (
    basis       INTEGER NOT NULL REFERENCES basis,
    observation INTEGER NOT NULL REFERENCES observation,
    PRIMARY KEY (basis, observation)
) WITHOUT ROWID;

CREATE TABLE estimate (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    quantity    TEXT NOT NULL,
    state       TEXT NOT NULL,
    power       TEXT NOT NULL,
    domain      TEXT NOT NULL,
    period      TEXT NOT NULL,
    mean        NOT NULL,
    low90       NOT NULL,
    low50       NOT NULL,
    high50      NOT NULL,
    high90      NOT NULL,
    basis       INTEGER NOT NULL REFERENCES basis,
    model       TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
);

-- "case" is an SQL keyword, hence case_name. A run is written in one transaction: every run here is complete.
CREATE TABLE run (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    case_name   TEXT NOT NULL,
    model       TEXT NOT NULL,               -- names of the models of its estimates, joined by ', '
    seed        INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
);
CREATE INDEX run_recorded ON run (recorded_at);
CREATE TABLE run_estimate (
    run         INTEGER NOT NULL REFERENCES run,
    position    INTEGER NOT NULL,
    estimate    INTEGER NOT NULL REFERENCES estimate,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TRIGGER migration_no_update BEFORE UPDATE ON migration BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER migration_no_delete BEFORE DELETE ON migration BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER origin_no_update BEFORE UPDATE ON origin BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER origin_no_delete BEFORE DELETE ON origin BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER document_link_no_update BEFORE UPDATE ON document_link BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER document_link_no_delete BEFORE DELETE ON document_link BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER observation_no_update BEFORE UPDATE ON observation BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER observation_no_delete BEFORE DELETE ON observation BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER basis_no_update BEFORE UPDATE ON basis BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER basis_no_delete BEFORE DELETE ON basis BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER basis_evidence_no_update BEFORE UPDATE ON basis_evidence BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER basis_evidence_no_delete BEFORE DELETE ON basis_evidence BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER basis_observation_no_update BEFORE UPDATE ON basis_observation BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER basis_observation_no_delete BEFORE DELETE ON basis_observation BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER estimate_no_update BEFORE UPDATE ON estimate BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER estimate_no_delete BEFORE DELETE ON estimate BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER run_no_update BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_no_delete BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER run_estimate_no_update BEFORE UPDATE ON run_estimate BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_estimate_no_delete BEFORE DELETE ON run_estimate BEGIN SELECT RAISE(ABORT, 'append-only'); END;
