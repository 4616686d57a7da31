/*
 * DuckDB's dialect. The engine itself parses, in an empty instance that is locked down and holds nothing to
 * be read; only the tree is judged.
 */
#include "packages/guard/tree.h"

#include "packages/warehouse/duckdb/engine.h"

#include <pthread.h>
#include <string.h>

/* The list of functions was made from this one. */
static const char pinned[] = "v1.5.6";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static duckdb_database parser_db; /* as long as the process */
static duckdb_connection parser;

static const char lock_down[] = "SET enable_external_access = false; SET lock_configuration = true;";

/* Under the lock. */
static struct err *open_parser(struct ctx *ctx)
{
    const struct engine_options options = { .memory_mib = 256, .threads = 1, .temp_folder = "" };
    struct err *err;

    if (parser)
        return NULL;
    if (!text_is(duckdb_library_version(), pinned))
        return err_new(ctx, ERR_INTERNAL, NULL, "the guard was made for DuckDB %s, this one is %s", pinned,
                       duckdb_library_version());
    err = engine_open(ctx, &options, &parser_db);
    if (err)
        return err;
    if (duckdb_connect(parser_db, &parser) == DuckDBError)
        err = err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no connection");
    else
        err = engine_run(ctx, parser, lock_down);
    if (err) {
        duckdb_disconnect(&parser);
        duckdb_close(&parser_db);
    }
    return err;
}

static struct err *parse(struct ctx *ctx, const char *sql, struct warehouse_result *out)
{
    const struct parameter text = engine_text("sql", sql);
    const struct warehouse_query query = {
        .sql = "SELECT json_serialize_sql(CAST($sql AS VARCHAR), skip_null := true, skip_empty := true, "
               "skip_default := true)",
        .parameters = &text,
        .n_parameters = 1,
    };
    struct err *err;

    pthread_mutex_lock(&lock);
    err = open_parser(ctx);
    if (!err)
        err = engine_query(ctx, parser, &query, out);
    pthread_mutex_unlock(&lock);
    return err;
}

/* The engine's own word for what isn't a query, told from what is no SQL at all. */
static struct refusal not_parsed(json_t *tree)
{
    const char *message = json_string_value(json_object_get(tree, "error_message"));
    const char *position = json_string_value(json_object_get(tree, "position"));
    struct refusal why = { .reason = "the statement can't be parsed here", .at = SIZE_MAX };
    int64_t at;

    if (message && text_starts(message, "Only SELECT"))
        why.reason = "only a SELECT may be sent";
    else if (position && text_to_int(position, &at) && at >= 0)
        why.at = (size_t)at;
    return why;
}

static bool judge(struct ctx *ctx, const struct guard_policy *policy, const char *json,
                  struct guard_verdict *out, struct refusal *why)
{
    /* As reals: where something has no place the engine writes 2^64 - 1, and literals are as long as they
     * are.
     */
    json_t *tree = json_loads(json, JSON_DECODE_INT_AS_REAL, NULL);

    *why = (struct refusal){ "the statement can't be parsed here", NULL, SIZE_MAX };
    if (!tree)
        return false;
    json_keep(ctx, tree);
    if (json_is_false(json_object_get(tree, "error")))
        return tree_may_run(ctx, policy, tree, out, why);
    *why = not_parsed(tree);
    return false;
}

struct err *guard_duckdb(struct ctx *ctx, const struct guard_policy *policy, const char *text, size_t len,
                         struct guard_verdict *out)
{
    struct warehouse_result result = { 0 };
    struct guard_verdict allowed = { .is_allowed = true };
    struct refusal why;
    struct err *err;

    if (!text_may_be_read(text, len, &why)) {
        refuse(ctx, text, len, &why, out);
        return NULL;
    }
    err = parse(ctx, arena_text_n(ctx->arena, text, len), &result);
    if (err && err->code != ERR_INVALID && err->code != ERR_TOO_LARGE)
        return err;
    if (!err &&
        judge(ctx, policy, result.n_rows && !result.cells[0].is_null ? result.cells[0].value.text : "",
              &allowed, &why)) {
        *out = allowed;
        return NULL;
    }
    if (err)
        why = (struct refusal){ "the statement can't be parsed here", NULL, SIZE_MAX };
    refuse(ctx, text, len, &why, out);
    return NULL;
}
