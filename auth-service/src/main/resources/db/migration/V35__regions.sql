-- Of an account that was made before there were regions: this database's.
ALTER TABLE account
    ADD COLUMN home_region text;

-- In which region an address has an account: by a keyed hash, which tells nobody the address. Entries of this region are
-- made here; those of others are copies. written_by orders what others read: a number of PostgreSQL's own that no
-- transaction which commits later can have a lower one of than any that was shown.
CREATE TABLE region_directory (
    address    bytea NOT NULL,
    region     text  NOT NULL,
    present    boolean NOT NULL,
    written_by xid8  NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (address, region)
);
CREATE INDEX region_directory_written ON region_directory (written_by);
