-- Where devices find the hubs of their district; the catalogue is served with them.
CREATE TABLE hub_addresses (
    province TEXT NOT NULL REFERENCES provinces,
    hub TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (province, hub)
) STRICT, WITHOUT ROWID;
