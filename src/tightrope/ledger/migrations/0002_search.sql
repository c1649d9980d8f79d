-- Indices that are made from document.text and can be made again from it. None of them stores the text.

-- Words of three characters and more: every three neighbouring characters of the folded text, with their places.
CREATE VIRTUAL TABLE search_trigram USING fts5 (
    folded, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1'
);

-- Words of one and two characters, which trigrams cannot find: pairs of neighbouring characters in scripts written
-- without spaces, and whole words of at most two letters in the others. Which documents, not which places.
CREATE VIRTUAL TABLE search_pair USING fts5 (
    tokens, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

-- Near-duplicates: two texts that share a band of their MinHash signatures, and enough of the signatures themselves,
-- are compared in full. A signature has one byte for each of its values.
CREATE TABLE near_band (
    band        INTEGER NOT NULL,
    document    INTEGER NOT NULL REFERENCES document,
    PRIMARY KEY (band, document)
) WITHOUT ROWID;
CREATE TABLE near_signature (
    document    INTEGER PRIMARY KEY REFERENCES document,
    signature   BLOB NOT NULL
);

-- With what each index was made. When that changes (another OpenCC, another rensa), the index is made again.
CREATE TABLE index_version (
    name        TEXT PRIMARY KEY,
    version     TEXT NOT NULL
) WITHOUT ROWID;
