/*
 * The application's database: SQLite by default, PostgreSQL by DATABASE_URL, one text of SQL (style: .sql
 * files beside the module, `:name` parameters, turned into `struct sql` by tools/sql.awk). Parameters are
 * bound and columns read by name through field tables, so two swapped arguments are not a bug that compiles.
 *
 * Outside a transaction each statement stands alone. A transaction belongs to its ctx; nothing slow may
 * happen in one: ports that wait on the outside assert store_is_idle().
 */
#pragma once

#include "packages/core/core.h"

struct store;

/* One statement, as both drivers want it: `?1` and `$1`. Made by tools/sql.awk. */
struct sql {
    const char *name;
    const char *sqlite, *postgres; /* NULL where a statement exists for the other driver alone */
    const char *const *params;     /* in the order of their numbers */
    size_t n_params;
};

/* In STORE_READ a statement that writes is ERR_INTERNAL. */
enum store_tx { STORE_READ, STORE_WRITE };

/* Where rows go: an array in the ctx's arena. */
struct out_list {
    const struct shape *shape;
    void **items;
};
#define OUT_LIST(type, p) ((struct out_list){ &type##_shape, (void **)(1 ? (p) : (struct type **)0) })

/* `url`: "sqlite:PATH", "sqlite::memory:" or "postgres://…". At most `pool` connections. Owned by the caller.
 */
struct err *store_open(struct ctx *ctx, const char *url, unsigned pool, struct store **out) MUST_USE;
void store_close(struct store *store);

/* Brings the schema to the newest migration, each in a transaction, under a lock. ERR_CONFLICT when the
 * schema is newer than the program. */
struct err *store_migrate(struct ctx *ctx) MUST_USE;
int64_t store_schema_version(void); /* of this program */
const char *store_driver_name(const struct store *store);

/* The functions below use ctx->ports->store and ctx->tx. A connection that broke while nobody used it is
 * replaced without a word; one that breaks in a transaction is ERR_UNAVAILABLE. */
struct err *store_begin(struct ctx *ctx, enum store_tx mode) MUST_USE;
/* ERR_INTERNAL, and nothing is committed, where a statement failed before: such a transaction ends in
 * store_rollback(). */
struct err *store_commit(struct ctx *ctx) MUST_USE;
void store_rollback(struct ctx *ctx); /* without a transaction does nothing */
bool store_is_idle(const struct ctx *ctx);

/* ERR_DUPLICATE for a unique index (pointer NULL), ERR_INVALID for a CHECK or foreign key, ERR_UNAVAILABLE
 * when the database can't be reached or stays locked. `changed` may be NULL. */
struct err *store_run(struct ctx *ctx, const struct sql *sql, struct in in, int64_t *changed) MUST_USE;
/* ERR_NOT_FOUND without a row. Columns without a field are ignored; fields without a column keep what they
 * hold. */
struct err *store_one(struct ctx *ctx, const struct sql *sql, struct in in, struct out out) MUST_USE;
struct err *store_all(struct ctx *ctx, const struct sql *sql, struct in in, struct out_list out,
                      size_t *n) MUST_USE;
/* What LOWER(column) LIKE :q ESCAPE '!' takes to find `text` anywhere; NULL for NULL. */
const char *store_like(struct ctx *ctx, const char *text);

/* The first column of the first row; ERR_NOT_FOUND without a row, 0 for NULL. */
struct err *store_int(struct ctx *ctx, const struct sql *sql, struct in in, int64_t *out) MUST_USE;

/* Row by row in one reused struct, its texts valid until the next row: for what may be long. A row's error
 * ends it. In a transaction `row` must not ask the database anything: that is ERR_INTERNAL. */
typedef struct err *store_row(struct ctx *ctx, void *row, void *arg);
struct err *store_each(struct ctx *ctx, const struct sql *sql, struct in in, const struct shape *shape,
                       store_row *row, void *arg) MUST_USE;
/* The statement once for each of `n` structs that lie one behind the other; inside a transaction, as fast as
 * the driver can. */
struct err *store_many(struct ctx *ctx, const struct sql *sql, const struct shape *shape, const void *items,
                       size_t n) MUST_USE;

/* For the test that prepares every statement on both databases. */
struct err *store_prepares(struct ctx *ctx, const struct sql *sql) MUST_USE;
