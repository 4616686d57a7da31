#include "tests/testing/things.h"

static const char *const colour_words[] = { "", "red", "green", NULL };

static const struct field thing_fields[] = {
    FIELD(thing, id, ""),      FIELD(thing, text, ""),
    FIELD(thing, parent, ""),  FIELD(thing, number, ""),
    FIELD(thing, real, ""),    FIELD(thing, flag, ""),
    FIELD(thing, at, ""),      FIELD(thing, colour, "", .words = colour_words),
    FIELD(thing, bytes, ""),   FIELD(thing, any, ""),
    SCALARS(thing, texts, ""),
};
const struct shape thing_shape = SHAPE(thing, thing_fields, "A row with a column of each kind.");

#define COLUMNS(bytes)                                                                                       \
    "CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, text TEXT, parent TEXT REFERENCES things (id),"      \
    " number BIGINT CHECK (number <> 13), real DOUBLE PRECISION, flag BOOLEAN NOT NULL, at BIGINT,"          \
    " colour TEXT, bytes " bytes ", any_ TEXT, texts TEXT)"
static const struct sql make = ON_BOTH("make", COLUMNS("BLOB"), COLUMNS("BYTEA"), 0, NULL);

#define SELECTED                                                                                             \
    "SELECT id, text, parent, number, real, flag, at, colour, bytes, any_ AS any, texts FROM things"
const struct sql thing_insert =
    ON_BOTH("thing_insert", "INSERT INTO things VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            "INSERT INTO things VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", 11, "id", "text",
            "parent", "number", "real", "flag", "at", "colour", "bytes", "any", "texts");
const struct sql thing_get =
    ON_BOTH("thing_get", SELECTED " WHERE id = ?1", SELECTED " WHERE id = $1", 1, "id");
const struct sql thing_list = ON_BOTH_ALIKE("thing_list", SELECTED " ORDER BY id");
const struct sql thing_count = ON_BOTH_ALIKE("thing_count", "SELECT COUNT(*) FROM things");
const struct sql thing_largest = ON_BOTH_ALIKE("thing_largest", "SELECT MAX(number) FROM things");
const struct sql thing_more = ON_BOTH("thing_more", "UPDATE things SET number = number + 1 WHERE id = ?1",
                                      "UPDATE things SET number = number + 1 WHERE id = $1", 1, "id");

struct ctx *with_things(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_ok(store_run(ctx, &make, NOTHING, NULL));
    return ctx;
}

struct thing thing_plain(const char *id, int64_t number)
{
    return (struct thing){ .id = id, .number = number, .real = NAN };
}

void thing_put(struct ctx *ctx, const char *id, int64_t number)
{
    const struct thing thing = thing_plain(id, number);

    assert_ok(store_run(ctx, &thing_insert, IN(thing, &thing), NULL));
}

struct thing thing_got(struct ctx *ctx, const char *id)
{
    struct thing thing = { 0 };

    assert_ok(store_one(ctx, &thing_get, WITH(ARG("id", id)), OUT(thing, &thing)));
    return thing;
}

int64_t number_by(struct ctx *ctx, const struct sql *sql)
{
    int64_t out = -1;

    assert_ok(store_int(ctx, sql, NOTHING, &out));
    return out;
}
