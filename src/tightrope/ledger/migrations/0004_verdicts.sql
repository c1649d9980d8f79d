-- What came of testing the claims of a case, append-only like every fact. A verdict that comes out the same again is
-- stored once; each time that claims were tested is a row of checking.

CREATE TABLE checking (
    number      INTEGER PRIMARY KEY,
    case_name   TEXT NOT NULL,
    seed        INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
);
CREATE INDEX checking_case ON checking (case_name, recorded_at);
CREATE TABLE verdict (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    claim       TEXT NOT NULL,
    answer      TEXT NOT NULL CHECK (answer IN ('supported', 'contradicted', 'undecided')),
    low         REAL NOT NULL,
    high        REAL NOT NULL,
    fields      TEXT NOT NULL,               -- JSON object: the whole verdict
    basis       INTEGER REFERENCES basis,    -- NULL if nothing is known of what the claim asks
    recorded_at INTEGER NOT NULL
);
CREATE TABLE checking_verdict (
    checking    INTEGER NOT NULL REFERENCES checking,
    position    INTEGER NOT NULL,
    verdict     INTEGER NOT NULL REFERENCES verdict,
    PRIMARY KEY (checking, position)
) WITHOUT ROWID;

CREATE TRIGGER checking_no_update BEFORE UPDATE ON checking BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER checking_no_delete BEFORE DELETE ON checking BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER verdict_no_update BEFORE UPDATE ON verdict BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER verdict_no_delete BEFORE DELETE ON verdict BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER checking_verdict_no_update BEFORE UPDATE ON checking_verdict BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER checking_verdict_no_delete BEFORE DELETE ON checking_verdict BEGIN SELECT RAISE(ABORT, 'append-only'); END;
