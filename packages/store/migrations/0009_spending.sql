-- What was read of a warehouse that bills, by day of the property's zone and person.
CREATE TABLE spending (
    day     TEXT   NOT NULL,
    who     TEXT   NOT NULL,
    bytes   BIGINT NOT NULL,
    queries BIGINT NOT NULL,
    PRIMARY KEY (day, who)
);
