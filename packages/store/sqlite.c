/*
 * SQLite: WAL, synchronous=FULL (with NORMAL a commit can be lost at power failure), statements kept
 * prepared.
 */
#include "packages/store/driver.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024, BUSY_MS = 5000 };

/* Prepared statements by the address of their `struct sql`: those are constants of the program. */
struct slot {
    const struct sql *sql;
    sqlite3_stmt *statement;
};

struct conn {
    sqlite3 *db;
    bool is_reading; /* the transaction that began last */
    struct slot slots[SLOTS];
};

/* One for each of PRAGMAs that every connection needs. */
static const char settings[] = "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -8192;"
                               "PRAGMA trusted_schema = OFF;";

static struct err *failure(struct ctx *ctx, struct conn *conn, const char *what)
{
    const int code = sqlite3_extended_errcode(conn->db);

    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        return err_new(ctx, ERR_DUPLICATE, NULL, "%s: this exists already", what);
    case SQLITE_CONSTRAINT_TRIGGER:
        return err_new(ctx, ERR_CONFLICT, NULL, "%s: %s", what, sqlite3_errmsg(conn->db));
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return err_new(ctx, ERR_INVALID, NULL, "%s: %s", what, sqlite3_errmsg(conn->db));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "%s: the database is locked by another process", what);
    case SQLITE_FULL:
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "%s: the disk is full", what);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "%s: the database can't be read or written", what);
    default:
        return err_new(ctx, ERR_INTERNAL, NULL, "%s: %s", what, sqlite3_errmsg(conn->db));
    }
}

static void close_conn(struct conn *conn)
{
    if (!conn)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        sqlite3_finalize(conn->slots[i].statement);
    sqlite3_close(conn->db);
    free(conn);
}

static struct err *script(struct ctx *ctx, struct conn *conn, const char *text)
{
    return sqlite3_exec(conn->db, text, NULL, NULL, NULL) == SQLITE_OK ? NULL : failure(ctx, conn, "script");
}

static struct err *open_conn(struct ctx *ctx, const char *url, struct conn **out)
{
    const char *path = url + strlen("sqlite:");
    struct conn *conn = calloc(1, sizeof(*conn));
    struct err *err;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (!conn)
        abort();
    if (sqlite3_open_v2(path, &conn->db, flags, NULL) != SQLITE_OK) {
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "can't open the database: %s", sqlite3_errmsg(conn->db));
        close_conn(conn);
        return err;
    }
    sqlite3_busy_timeout(conn->db, BUSY_MS);
    err = script(ctx, conn, settings);
    if (err) {
        close_conn(conn);
        return err;
    }
    *out = conn;
    return NULL;
}

static bool is_broken(struct conn *conn)
{
    (void)conn;
    return false;
}

static struct err *begin(struct ctx *ctx, struct conn *conn, enum store_tx mode)
{
    conn->is_reading = mode == STORE_READ;
    return script(ctx, conn, mode == STORE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static struct err *prepared(struct ctx *ctx, struct conn *conn, const struct sql *sql, sqlite3_stmt **out)
{
    size_t at = ((uintptr_t)sql >> 4) % SLOTS;

    for (size_t i = 0; i < SLOTS && conn->slots[at].sql; i++, at = (at + 1) % SLOTS) {
        if (conn->slots[at].sql == sql) {
            *out = conn->slots[at].statement;
            return NULL;
        }
    }
    if (!sql->sqlite)
        return err_new(ctx, ERR_INTERNAL, NULL, "statement %s is not for sqlite", sql->name);
    if (conn->slots[at].sql) /* more statements than slots: the one in the way makes room */
        sqlite3_finalize(conn->slots[at].statement);
    conn->slots[at].sql = NULL;
    conn->slots[at].statement = NULL;
    if (sqlite3_prepare_v3(conn->db, sql->sqlite, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return failure(ctx, conn, sql->name);
    conn->slots[at] = (struct slot){ sql, *out };
    return NULL;
}

static void bind(sqlite3_stmt *statement, int at, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        sqlite3_bind_null(statement, at);
        break;
    case VALUE_INT:
        sqlite3_bind_int64(statement, at, value->number);
        break;
    case VALUE_NUMBER:
        sqlite3_bind_double(statement, at, value->real);
        break;
    case VALUE_TEXT:
        sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC);
        break;
    case VALUE_BYTES:
        sqlite3_bind_blob(statement, at, value->bytes.at, (int)value->bytes.size, SQLITE_STATIC);
        break;
    }
}

static struct err *start(struct ctx *ctx, struct conn *conn, const struct sql *sql,
                         const struct value *values, bool is_streamed, struct cursor *out)
{
    sqlite3_stmt *statement = NULL;
    struct err *err;

    (void)is_streamed;
    err = prepared(ctx, conn, sql, &statement);
    if (err)
        return err;
    if (conn->is_reading && !sqlite3_get_autocommit(conn->db) && !sqlite3_stmt_readonly(statement))
        return err_new(ctx, ERR_INTERNAL, NULL, "%s: it writes in a transaction that only reads", sql->name);
    for (size_t i = 0; i < sql->n_params; i++)
        bind(statement, (int)i + 1, &values[i]);
    *out =
        (struct cursor){ .conn = conn, .statement = statement, .n_columns = sqlite3_column_count(statement) };
    return NULL;
}

static struct err *step(struct ctx *ctx, struct cursor *cursor, bool *is_row)
{
    const int code = sqlite3_step(cursor->statement);

    *is_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return NULL;
    if (code != SQLITE_DONE)
        return failure(ctx, cursor->conn, "database");
    cursor->changed = sqlite3_changes64(cursor->conn->db);
    return NULL;
}

static void finish(struct cursor *cursor)
{
    if (cursor->statement) {
        sqlite3_reset(cursor->statement);
        sqlite3_clear_bindings(cursor->statement);
    }
}

static const char *column(const struct cursor *cursor, int at)
{
    return sqlite3_column_name(cursor->statement, at);
}

static struct value value(const struct cursor *cursor, int at)
{
    sqlite3_stmt *statement = cursor->statement;

    switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
        return (struct value){ .kind = VALUE_INT, .number = sqlite3_column_int64(statement, at) };
    case SQLITE_FLOAT:
        return (struct value){ .kind = VALUE_NUMBER, .real = sqlite3_column_double(statement, at) };
    case SQLITE_TEXT:
        return (struct value){ .kind = VALUE_TEXT, .text = (const char *)sqlite3_column_text(statement, at) };
    case SQLITE_BLOB:
        return (struct value){ .kind = VALUE_BYTES,
                               .bytes = { sqlite3_column_blob(statement, at),
                                          (size_t)sqlite3_column_bytes(statement, at) } };
    default:
        return (struct value){ .kind = VALUE_NULL };
    }
}

static struct err *prepares(struct ctx *ctx, struct conn *conn, const struct sql *sql)
{
    sqlite3_stmt *statement;

    return prepared(ctx, conn, sql, &statement);
}

const struct store_driver sqlite_driver = {
    .name = "sqlite",
    .open = open_conn,
    .close = close_conn,
    .is_broken = is_broken,
    .script = script,
    .begin = begin,
    .start = start,
    .step = step,
    .finish = finish,
    .column = column,
    .value = value,
    .prepares = prepares,
    .explain = "EXPLAIN QUERY PLAN ",
    .has_one_writer = true,
};
