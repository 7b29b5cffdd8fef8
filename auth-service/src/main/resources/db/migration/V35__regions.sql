-- Of an account that was made before there were regions: this database's.
ALTER TABLE account
    ADD COLUMN home_region text;

-- In which region an address has an account: by a keyed hash, which tells nobody the address. Entries of this region are
-- made here, numbered without a gap in the order in which they were committed; those of others are copies, without a number.
CREATE TABLE region_directory (
    address  bytea   NOT NULL,
    region   text    NOT NULL,
    present  boolean NOT NULL,
    sequence bigint UNIQUE,
    PRIMARY KEY (address, region)
);

-- One row. Whoever makes an entry locks it until the end of the transaction, so that no reader sees a later number first.
CREATE TABLE region_directory_head (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    sequence bigint NOT NULL
);
INSERT INTO region_directory_head (sequence) VALUES (0);
