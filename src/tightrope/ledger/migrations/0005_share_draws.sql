-- Joint draws of the shares of powers in each domain over one state, kept with the runs they belong to, append-only like
-- every fact. Draws that come out the same again are stored once.

CREATE TABLE share_draws (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    state       TEXT NOT NULL,
    period      TEXT NOT NULL,
    domains     TEXT NOT NULL CHECK (json_valid(domains)),    -- D codes
    powers      TEXT NOT NULL CHECK (json_valid(powers)),     -- K codes
    by_prior    TEXT NOT NULL CHECK (json_valid(by_prior)),   -- D rows of K numbers
    parts       BLOB NOT NULL,                                -- D × K × S unsigned 16-bit numbers, lower byte first
    model       TEXT NOT NULL,
    basis       INTEGER NOT NULL REFERENCES basis,
    recorded_at INTEGER NOT NULL
);
CREATE TABLE run_share_draws (
    run         INTEGER NOT NULL REFERENCES run,
    position    INTEGER NOT NULL,
    share_draws INTEGER NOT NULL REFERENCES share_draws,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TRIGGER share_draws_no_update BEFORE UPDATE ON share_draws BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER share_draws_no_delete BEFORE DELETE ON share_draws BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER run_share_draws_no_update BEFORE UPDATE ON run_share_draws BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER run_share_draws_no_delete BEFORE DELETE ON run_share_draws BEGIN SELECT RAISE(ABORT, 'append-only'); END;
