/*
 * What questions cost: compiled plans against statements written by hand over the same tables, turn by turn
 * in one process; a plan's way to its statement; and, with a second argument, plain read_json of an export
 * into a table. For tests/load/bench.sh: lines of name, value and unit with tabs between. numbers FOLDER
 * THREADS [EXPORT]
 */
#include "apps/truffle/app.h"
#include "domain/data/data.h"
#include "packages/core/assets.h"

#include <duckdb.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TURNS = 15, COMPILES = 3000 };

#define DAYS28     "BETWEEN '2026-10-27' AND '2026-11-23'"
#define TIME28     "\"time\":{\"relative\":{\"unit\":\"day\",\"last\":28}}}"
#define ALL        "\"time\":{\"all\":true}}"
#define STEP(name) "{\"filter\":{\"field\":\"event_name\",\"op\":\"eq\",\"value\":\"" name "\"}}"

static const struct question {
    const char *name, *plan, *by_hand;
} questions[] = {
    { "sessions by day, 28 days",
      "{\"version\":1,\"metrics\":[\"sessions\"],\"dimensions\":[{\"name\":\"date\",\"grain\":\"day\"}]"
      "," TIME28,
      "SELECT session_date, count(session_key) FROM sessions WHERE session_date " DAYS28
      " GROUP BY 1 ORDER BY 1" },
    { "revenue by channel, all time",
      "{\"version\":1,\"metrics\":[\"purchase_revenue\"],\"dimensions\":[{\"name\":\"channel_group\"}]," ALL,
      "SELECT channel_group, sum(purchase_revenue) FROM sessions GROUP BY 1 ORDER BY 2 DESC LIMIT 1001" },
    { "four figures, 28 days",
      "{\"version\":1,\"metrics\":[\"sessions\",\"active_users\",\"purchase_revenue\",\"conversion_rate\"]"
      "," TIME28,
      "SELECT count(DISTINCT session_key), count(DISTINCT CASE WHEN is_active THEN user_key END), "
      "sum(purchase_revenue), count(DISTINCT CASE WHEN purchases > 0 THEN session_key END) / count(DISTINCT "
      "session_key) FROM sessions WHERE session_date " DAYS28 },
    { "users with a cart, all time",
      "{\"version\":1,\"metrics\":[\"total_users\"],\"filter\":{\"did\":{\"event\":\"add_to_cart\"}}," ALL,
      "SELECT count(DISTINCT user_key) FROM sessions WHERE user_key IN (SELECT user_key FROM events WHERE "
      "event_name = 'add_to_cart')" },
    { "views by page, event rows",
      "{\"version\":1,\"metrics\":[\"views\"],\"dimensions\":[{\"name\":\"page_path\"}]," ALL,
      "SELECT page_path, count(CASE WHEN event_name IN ('page_view', 'screen_view') THEN 1 END) FROM events "
      "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1001" },
    { "funnel of sessions, event rows",
      "{\"version\":1,\"metrics\":[],\"funnel\":{\"scope\":\"session\",\"steps\":[" STEP(
          "view_item") "," STEP("add_to_cart") "," STEP("purchase") "]}," ALL,
      "WITH e AS (SELECT user_key, ga_session_id, event_name, event_timestamp AS t FROM events WHERE "
      "event_name IN "
      "('view_item', 'add_to_cart', 'purchase') AND NOT is_repeat AND user_key IS NOT NULL AND ga_session_id "
      "IS NOT "
      "NULL), a AS (SELECT user_key, ga_session_id, min(t) AS t FROM e WHERE event_name = 'view_item' GROUP "
      "BY ALL), b "
      "AS (SELECT user_key, ga_session_id, min(e.t) AS t FROM a JOIN e USING (user_key, ga_session_id) WHERE "
      "event_name = 'add_to_cart' AND e.t > a.t GROUP BY ALL), c AS (SELECT user_key, ga_session_id, "
      "min(e.t) AS t "
      "FROM b JOIN e USING (user_key, ga_session_id) WHERE event_name = 'purchase' AND e.t > b.t GROUP BY "
      "ALL) SELECT "
      "(SELECT count(*) FROM a), (SELECT count(*) FROM b), (SELECT count(*) FROM c)" },
};

static void stop(struct err *err)
{
    if (!err)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

/* Of all threads: what a busy machine doesn't change. */
static double cpu_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static double run(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                  struct warehouse_result *result)
{
    const double from = cpu_ms();

    stop(data_query(ctx, data, compiled, result));
    return cpu_ms() - from;
}

static double sum_of(const struct warehouse_result *result, const char *prefix)
{
    double sum = 0;

    for (size_t i = 0; i < result->n_rows * result->n_columns; i++) {
        const struct warehouse_column *column = &result->columns[i % result->n_columns];
        const struct cell *cell = &result->cells[i];

        if (cell->is_null || (prefix && !text_starts(column->name, prefix)))
            continue;
        sum += column->type == CELL_NUMBER    ? cell->value.number
               : column->type == CELL_INTEGER ? (double)cell->value.integer
                                              : 0;
    }
    return sum;
}

static void compare(struct ctx *ctx, const struct data *data, const struct question *question,
                    const char *threads)
{
    struct compile_options options;
    struct compiled compiled, by_hand = { .sql = NULL };
    struct warehouse_result result, other;
    double ours = INFINITY, theirs = INFINITY;
    struct plan plan;
    json_t *json;
    bool is_funnel;

    data_compile_options(ctx, data, &options);
    stop(json_parse(ctx, question->plan, strlen(question->plan), &json));
    stop(plan_decode(ctx, json, &plan));
    options.today = (struct date){ 2026, 11, 24 };
    stop(plan_compile(ctx, data->model, &plan, &options, &compiled));
    by_hand.sql = question->by_hand;
    by_hand.max_rows = 100000;
    is_funnel = plan.funnel != NULL;
    for (int i = 0; i < TURNS; i++) {
        ours = fmin(ours, run(ctx, data, &compiled, &result));
        theirs = fmin(theirs, run(ctx, data, &by_hand, &other));
    }
    if (fabs(sum_of(&result, is_funnel ? "count" : NULL) - sum_of(&other, NULL)) >
        1e-6 * fabs(sum_of(&other, NULL))) {
        fprintf(stderr, "%s: not the same figures by hand\n%s\n", question->name, compiled.sql);
        exit(1);
    }
    printf("%s\t%.2f\tms of CPU, %s thread(s); by hand %.2f, ratio %.2f (P5: 1.10)\n", question->name, ours,
           threads, theirs, ours / theirs);
}

static void time_compiling(struct ctx *ctx, const struct data *data)
{
    struct arena *own = ctx->arena, *round = arena_new();
    const double from = now_ms();

    ctx->arena = round;
    for (size_t i = 0; i < COMPILES; i++) {
        const struct question *question = &questions[i % COUNT(questions)];
        const struct compile_options options = { .today = { 2026, 11, 24 } };
        struct compiled compiled;
        struct plan plan;
        json_t *json;

        stop(json_parse(ctx, question->plan, strlen(question->plan), &json));
        stop(plan_decode(ctx, json, &plan));
        stop(plan_compile(ctx, data->model, &plan, &options, &compiled));
        arena_reset(round);
    }
    ctx->arena = own;
    arena_free(round);
    printf("plan to SQL\t%.3f\tms, mean of %d (P5: < 0.2)\n", (now_ms() - from) / COMPILES, COMPILES);
}

/* The columns that the loader reads, by itself. */
static const char *plain_read(struct arena *arena, const char *path)
{
    const struct asset *asset = asset_find("data/duckdb/ga4.sql");
    const char *text = arena_text_n(arena, (const char *)asset->at, asset->size);
    const char *columns = strstr(text, "columns = {"), *end = columns ? strstr(columns, "})") : NULL;

    if (!end)
        exit(1);
    return arena_printf(arena,
                        "CREATE TABLE plain AS SELECT * FROM read_json('%s', format = 'newline_delimited', "
                        "records = true, maximum_object_size = 4194304, %.*s})",
                        path, (int)(end - columns), columns);
}

static void read_plainly(struct arena *arena, const char *path)
{
    const char *file = arena_printf(arena, "%s.plain.duckdb", path);
    duckdb_database database;
    duckdb_connection connection;
    duckdb_result result;
    double from;

    remove(file);
    if (duckdb_open(file, &database) || duckdb_connect(database, &connection) ||
        duckdb_query(connection, "SET threads = 2; SET memory_limit = '1GB'", NULL))
        exit(1);
    from = cpu_ms();
    if (duckdb_query(connection, plain_read(arena, path), &result)) {
        fprintf(stderr, "%s\n", duckdb_result_error(&result));
        exit(1);
    }
    printf("plain read_json\t%.0f\tms of CPU\n", cpu_ms() - from);
    duckdb_destroy_result(&result);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    remove(file);
}

int main(int argc, char **argv)
{
    struct ctx ctx = { .arena = arena_new() };
    struct settings settings = { 0 };
    struct app app;
    struct data data;
    const char *flags[3];

    if (argc < 3)
        return 2;
    if (argc > 3) {
        read_plainly(ctx.arena, argv[3]);
        arena_free(ctx.arena);
        return 0;
    }
    flags[0] = arena_printf(ctx.arena, "data=%s", argv[1]);
    flags[1] = arena_printf(ctx.arena, "warehouse_threads=%s", argv[2]);
    flags[2] = "warehouse_memory_mb=4096";
    stop(settings_load(&ctx, flags, COUNT(flags), &settings));
    stop(app_open(&ctx, &settings, &app));
    ctx = app_ctx(&app, ctx.arena);
    stop(data_open(&ctx, NULL, &data));
    for (size_t i = 0; i < COUNT(questions); i++)
        compare(&ctx, &data, &questions[i], argv[2]);
    time_compiling(&ctx, &data);
    arena_reset(ctx.arena);
    app_close(&app);
    return 0;
}
