/*
 * PostgreSQL through libpq: statements prepared once a connection, values as text (bytes as binary), rows one
 * at a time where a caller streams.
 */
#include "packages/store/driver.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 1024,
    MOST_PARAMS = 64,
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_FLOAT8 = 701,
    OID_NUMERIC = 1700
};

struct conn {
    PGconn *pg;
    const struct sql *prepared[SLOTS];
    PGresult *result; /* of the open cursor */
    int row;
    bool is_streaming;
    unsigned char *decoded; /* the bytes of the last value read */
};

static void close_conn(struct conn *conn)
{
    if (!conn)
        return;
    PQclear(conn->result);
    PQfreemem(conn->decoded);
    PQfinish(conn->pg);
    free(conn);
}

/* SQLSTATE classes (PostgreSQL 15, appendix A). The server's own text may quote values of a row, so it is not
 * passed on. */
static struct err *failure(struct ctx *ctx, struct conn *conn, const PGresult *result, const char *what)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    if (!state)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "%s: the database can't be reached", what);
    if (text_is(state, "23505"))
        return err_new(ctx, ERR_DUPLICATE, NULL, "%s: this exists already", what);
    if (text_starts(state, "P0"))
        return err_new(ctx, ERR_CONFLICT, NULL, "%s: %s", what, said);
    if (text_starts(state, "23"))
        return err_new(ctx, ERR_INVALID, NULL, "%s: %s", what, said);
    if (text_starts(state, "08") || text_starts(state, "40") || text_starts(state, "53") ||
        text_starts(state, "55") || text_starts(state, "57") || PQstatus(conn->pg) != CONNECTION_OK)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "%s: the database is not available (%s)", what, state);
    return err_new(ctx, ERR_INTERNAL, NULL, "%s: %s (%s)", what, said ? said : "failed", state);
}

static struct err *script(struct ctx *ctx, struct conn *conn, const char *text)
{
    PGresult *result = PQexec(conn->pg, text);
    const ExecStatusType status = PQresultStatus(result);
    struct err *err = NULL;

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        err = failure(ctx, conn, result, "script");
    PQclear(result);
    return err;
}

static void ignore_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

static struct err *open_conn(struct ctx *ctx, const char *url, struct conn **out)
{
    struct conn *conn = calloc(1, sizeof(*conn));
    struct err *err;

    if (!conn)
        abort();
    conn->pg = PQconnectdb(url);
    if (PQstatus(conn->pg) != CONNECTION_OK) {
        close_conn(conn);
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't connect to the database");
    }
    PQsetNoticeReceiver(conn->pg, ignore_notice, NULL);
    err = script(ctx, conn,
                 "SET synchronous_commit = on; SET lock_timeout = '5s'; SET statement_timeout = '60s';"
                 "SET client_encoding = 'UTF8'");
    if (err) {
        close_conn(conn);
        return err;
    }
    *out = conn;
    return NULL;
}

static bool is_broken(struct conn *conn)
{
    return PQstatus(conn->pg) != CONNECTION_OK;
}

/* What the server said last before it closed lies in the socket: nothing is asked of it, so this costs one
 * poll(). */
static bool has_died(struct conn *conn)
{
    struct pollfd socket = { .fd = PQsocket(conn->pg), .events = POLLIN };

    for (int i = 0; i < 3 && !is_broken(conn) && poll(&socket, 1, 0) > 0; i++) {
        if (!PQconsumeInput(conn->pg))
            return true;
        (void)PQisBusy(conn->pg); /* takes in what it read */
    }
    return is_broken(conn);
}

static struct err *begin(struct ctx *ctx, struct conn *conn, enum store_tx mode)
{
    return script(ctx, conn,
                  mode == STORE_WRITE ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* Each file that uses a statement has a constant of its own: the name on the server tells them apart. */
static const char *server_name(struct ctx *ctx, const struct sql *sql)
{
    return arena_printf(ctx->arena, "%s_%zx", sql->name, (size_t)(uintptr_t)sql);
}

static struct err *prepare(struct ctx *ctx, struct conn *conn, const struct sql *sql)
{
    size_t at = ((uintptr_t)sql >> 4) % SLOTS;
    struct err *err = NULL;
    PGresult *result;

    for (size_t i = 0; i < SLOTS && conn->prepared[at]; i++, at = (at + 1) % SLOTS)
        if (conn->prepared[at] == sql)
            return NULL;
    if (!sql->postgres)
        return err_new(ctx, ERR_INTERNAL, NULL, "statement %s is not for postgres", sql->name);
    result = PQprepare(conn->pg, server_name(ctx, sql), sql->postgres, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        err = failure(ctx, conn, result, sql->name);
    else
        conn->prepared[at] = sql;
    PQclear(result);
    return err;
}

static const char *as_text(struct ctx *ctx, const struct value *value)
{
    switch (value->kind) {
    case VALUE_INT:
        return arena_printf(ctx->arena, "%lld", (long long)value->number);
    case VALUE_NUMBER:
        return arena_printf(ctx->arena, "%.17g", value->real);
    case VALUE_TEXT:
        return value->text;
    case VALUE_BYTES:
        return (const char *)value->bytes.at;
    case VALUE_NULL:
        break;
    }
    return NULL;
}

static struct err *start(struct ctx *ctx, struct conn *conn, const struct sql *sql,
                         const struct value *values, bool is_streamed, struct cursor *out)
{
    const char *texts[MOST_PARAMS];
    int sizes[MOST_PARAMS], formats[MOST_PARAMS];
    struct err *err;

    if (sql->n_params > MOST_PARAMS)
        return err_new(ctx, ERR_INTERNAL, NULL, "statement %s has too many parameters", sql->name);
    err = prepare(ctx, conn, sql);
    if (err)
        return err;
    for (size_t i = 0; i < sql->n_params; i++) {
        texts[i] = as_text(ctx, &values[i]);
        formats[i] = values[i].kind == VALUE_BYTES;
        sizes[i] = formats[i] ? (int)values[i].bytes.size : 0;
    }
    if (!PQsendQueryPrepared(conn->pg, server_name(ctx, sql), (int)sql->n_params, texts, sizes, formats, 0))
        return failure(ctx, conn, NULL, sql->name);
    conn->is_streaming = is_streamed && PQsetSingleRowMode(conn->pg);
    conn->result = PQgetResult(conn->pg);
    conn->row = -1;
    *out = (struct cursor){ .conn = conn, .statement = conn, .n_columns = PQnfields(conn->result) };
    return NULL;
}

static struct err *step(struct ctx *ctx, struct cursor *cursor, bool *is_row)
{
    struct conn *conn = cursor->conn;

    if (conn->is_streaming && conn->row >= 0) { /* the row before was read */
        PQclear(conn->result);
        conn->result = PQgetResult(conn->pg);
        conn->row = -1;
    }
    switch (PQresultStatus(conn->result)) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
        *is_row = ++conn->row < PQntuples(conn->result);
        break;
    case PGRES_COMMAND_OK:
        *is_row = false;
        break;
    default:
        return failure(ctx, conn, conn->result, "database");
    }
    if (!*is_row) {
        const char *count = PQcmdTuples(conn->result);

        cursor->changed = *count ? strtoll(count, NULL, 10) : 0;
    }
    return NULL;
}

/* Whatever was not read is read and dropped, so that the connection can be used again. */
static void finish(struct cursor *cursor)
{
    struct conn *conn = cursor->conn;
    PGresult *rest;

    if (!conn)
        return;
    PQclear(conn->result);
    conn->result = NULL;
    while ((rest = PQgetResult(conn->pg)) != NULL)
        PQclear(rest);
}

static const char *column(const struct cursor *cursor, int at)
{
    return PQfname(cursor->conn->result, at);
}

static struct value value(const struct cursor *cursor, int at)
{
    struct conn *conn = cursor->conn;
    const int row = conn->row;
    const char *text = PQgetvalue(conn->result, row, at);
    size_t size = 0;

    if (PQgetisnull(conn->result, row, at))
        return (struct value){ .kind = VALUE_NULL };
    switch (PQftype(conn->result, at)) {
    case OID_BOOL:
        return (struct value){ .kind = VALUE_INT, .number = *text == 't' };
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        return (struct value){ .kind = VALUE_INT, .number = strtoll(text, NULL, 10) };
    case OID_NUMERIC: /* SUM of BIGINT: whole where the column is */
        if (!strchr(text, '.'))
            return (struct value){ .kind = VALUE_INT, .number = strtoll(text, NULL, 10) };
        return (struct value){ .kind = VALUE_NUMBER, .real = strtod(text, NULL) };
    case OID_FLOAT8:
        return (struct value){ .kind = VALUE_NUMBER, .real = strtod(text, NULL) };
    case OID_BYTEA:
        PQfreemem(conn->decoded);
        conn->decoded = PQunescapeBytea((const unsigned char *)text, &size);
        return (struct value){ .kind = VALUE_BYTES, .bytes = { conn->decoded, size } };
    default:
        return (struct value){ .kind = VALUE_TEXT, .text = text };
    }
}

const struct store_driver postgres_driver = {
    .name = "postgres",
    .open = open_conn,
    .close = close_conn,
    .is_broken = is_broken,
    .has_died = has_died,
    .script = script,
    .begin = begin,
    .start = start,
    .step = step,
    .finish = finish,
    .column = column,
    .value = value,
    .prepares = prepare,
    .explain = "EXPLAIN ",
};
