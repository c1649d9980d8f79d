-- Roll calls of the UN General Assembly, append-only like every fact. Lists of codes are JSON arrays, so that SQL can
-- count votes too: SELECT c.day, s.value FROM roll_call c, json_each(c.abstain) s.

CREATE TABLE roll_call (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    resolution  TEXT NOT NULL,
    session     INTEGER NOT NULL,
    special     TEXT NOT NULL,
    day         TEXT NOT NULL,               -- ISO day
    title       TEXT NOT NULL,
    issues      TEXT NOT NULL,               -- JSON array
    important   INTEGER,                     -- 0 or 1; NULL is not known
    part        TEXT NOT NULL CHECK (part IN ('whole', 'paragraph', 'amendment')),
    repeats     TEXT NOT NULL,
    origin      INTEGER NOT NULL REFERENCES origin,
    locator     TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    yes         TEXT NOT NULL,               -- JSON arrays of codes, sorted; last, so that the other columns are read
    abstain     TEXT NOT NULL,               -- without them
    no          TEXT NOT NULL,
    absent      TEXT NOT NULL
);
CREATE INDEX roll_call_order ON roll_call (session, day, resolution, part, id);
-- How a newer file of the same source states the vote again: on the same day, or at the same place with another day.
CREATE INDEX roll_call_vote ON roll_call (resolution, day, part, recorded_at);
CREATE INDEX roll_call_restated ON roll_call (resolution, locator, recorded_at);
-- What a newer reader found at a place of the same file.
CREATE INDEX roll_call_place ON roll_call (origin, locator, recorded_at);

CREATE TABLE basis_roll_call (
    basis       INTEGER NOT NULL REFERENCES basis,
    roll_call   INTEGER NOT NULL REFERENCES roll_call,
    PRIMARY KEY (basis, roll_call)
) WITHOUT ROWID;

CREATE TRIGGER roll_call_no_update BEFORE UPDATE ON roll_call BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER roll_call_no_delete BEFORE DELETE ON roll_call BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER basis_roll_call_no_update BEFORE UPDATE ON basis_roll_call BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER basis_roll_call_no_delete BEFORE DELETE ON basis_roll_call BEGIN SELECT RAISE(ABORT, 'append-only'); END;
