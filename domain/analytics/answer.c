#include "domain/analytics/analytics.h"

#include "domain/analytics/sentence.h"
#include "packages/cache/cache.h"
#include "packages/store/store.h"

#include <string.h>

enum { MOST_ANSWER = 64 * 1024 * 1024, CACHE_MINUTES = 5 };

static const struct field answer_fields[] = {
    FIELD(answer, plan, "The plan, as it was asked.", .type = "Plan"),
    FIELD(answer, plan_hash, "Equal for plans that ask the same."),
    FIELD(answer, reading, "The plan in words."),
    FIELD(answer, sentence, "What the rows say, made from them."),
    SCALARS(answer, assumed, "What was filled in."),
    SCALARS(answer, notes, "How it was counted, where that could be meant otherwise."),
    LIST(answer, columns, &compiled_column_shape, "Dimensions, then metrics."),
    FIELD(answer, rows, "A list of cells for each row.", .type = "Cell[][]"),
    FIELD(answer, truncated, "There are more rows than the limit let through."),
    FIELD(answer, sql, "The statement that ran."),
    FIELD(answer, parameters, "Its parameters.", .type = "Record<string, Scalar>"),
    FIELD(answer, rows_read, "Rows that the warehouse read."),
    FIELD(answer, bytes_read, "Bytes that the warehouse read."),
    FIELD(answer, cost_usd, "What it cost."),
    FIELD(answer, elapsed_ms, "How long the warehouse took."),
    FIELD(answer, cached, "Kept from an earlier asking."),
    FIELD(answer, data_until, "Last day with events.", .optional = true),
    FIELD(answer, data_version, "Changes with every load."),
    FIELD(answer, loaded_at, "When the data was loaded.", .optional = true),
    FIELD(answer, from, "First day asked for.", .optional = true),
    FIELD(answer, to, "Last day asked for.", .optional = true),
    FIELD(answer, before_from, "First day compared with.", .optional = true),
    FIELD(answer, before_to, "Last day compared with.", .optional = true),
};
const struct shape answer_shape = SHAPE(answer, answer_fields, "An answer and how it was made.");

/* --- told on the way, to whoever listens --- */

struct statement_step {
    const char *sql;
    json_t *parameters;
};
static const struct field statement_fields[] = {
    FIELD(statement_step, sql, "The statement that runs now."),
    FIELD(statement_step, parameters, "Its parameters.", .type = "Record<string, Scalar>"),
};
static const struct shape statement_step_shape =
    SHAPE(statement_step, statement_fields, "A plan on its way to the warehouse.");

struct rows_step {
    int64_t rows;
    double elapsed_ms;
};
static const struct field rows_fields[] = {
    FIELD(rows_step, rows, "How many came back."),
    FIELD(rows_step, elapsed_ms, "How long the warehouse took."),
};
static const struct shape rows_step_shape = SHAPE(rows_step, rows_fields, "The warehouse has answered.");

/* --- the answer --- */

static json_t *parameters_json(struct ctx *ctx, const struct compiled *compiled)
{
    json_t *all = json_keep(ctx, json_object());

    for (size_t i = 0; i < compiled->n_parameters; i++) {
        const struct parameter *parameter = &compiled->parameters[i];
        const struct warehouse_column column = { parameter->name, parameter->type };
        const struct warehouse_result one = {
            .columns = &column, .n_columns = 1, .cells = &parameter->cell, .n_rows = 1
        };
        struct buf text = buf_in(ctx->arena, JSON_MAX_STRING * 2);

        json_t *rows;

        cells_encode(ctx, &one, 1, &text); /* [[value]] */
        rows = json_loadb(buf_str(&text), text.len, 0, NULL);
        json_object_set(all, parameter->name, json_array_get(json_array_get(rows, 0), 0));
        json_decref(rows);
    }
    return all;
}

/* Rows go from cells to text without a tree: the answer is written around their place. */
static void encode(struct ctx *ctx, struct answer *answer, const struct warehouse_result *result,
                   struct buf *to)
{
    static const char hole[] = "\"rows\":null";
    struct buf text = buf_in(ctx->arena, MOST_ANSWER);
    const char *at;

    shape_encode(&answer_shape, answer, &text);
    at = strstr(buf_str(&text), hole);
    buf_add(to, text.at, (size_t)(at - text.at));
    buf_text(to, "\"rows\":");
    cells_encode(ctx, result, result->n_rows, to);
    buf_text(to, at + strlen(hole));
}

static void fill(struct ctx *ctx, const struct data *data, const struct plan *plan,
                 const struct compiled *compiled, const struct warehouse_result *result, struct answer *out)
{
    *out = (struct answer){
        .plan = shape_json(ctx, &plan_shape, plan),
        .plan_hash = compiled->plan_hash,
        .reading = compiled->reading,
        .sentence = answer_sentence(ctx, plan, compiled, result),
        .assumed = plan->assumed,
        .n_assumed = plan->n_assumed,
        .notes = compiled->notes,
        .n_notes = compiled->n_notes,
        .columns = compiled->columns,
        .n_columns = compiled->n_columns,
        .truncated = result->truncated,
        .sql = compiled->sql,
        .parameters = parameters_json(ctx, compiled),
        .rows_read = result->rows_read,
        .bytes_read = result->bytes_read,
        .cost_usd = budget_cost(ctx, result->bytes_billed),
        .elapsed_ms = (double)result->elapsed_us / 1000,
        .data_until = data->state.data_until,
        .data_version = data->state.data_version,
        .loaded_at = data->state.loaded_at,
        .from = compiled->from,
        .to = compiled->to,
        .before_from = compiled->before_from,
        .before_to = compiled->before_to,
    };
}

/* Estimates where somebody wants to be asked first. *waits: it would read more than that. */
static struct err *look_ahead(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                              int64_t most, struct cost **known, bool *waits)
{
    struct err *err = most ? data_estimate(ctx, data, compiled, known) : NULL;

    *waits = !err && most && *known && (*known)->bytes > most;
    return err;
}

static struct err *ask(struct ctx *ctx, const struct data *data, const struct plan *plan,
                       const struct compiled *compiled, const struct cost *known, const char *key,
                       struct buf *to)
{
    struct warehouse_result result;
    struct buf kept = buf_in(ctx->arena, MOST_ANSWER);
    struct statement_step statement = { .sql = compiled->sql };
    struct rows_step rows;
    struct answer answer;
    struct err *err;

    err = ctx->who && ctx->who->kind == ACTOR_PERSON ? operation_limit(ctx, RATE_QUERY, ctx->who->id) : NULL;
    if (!err && ctx->emit) {
        statement.parameters = parameters_json(ctx, compiled);
        ctx_emit(ctx, "sql", OUT(statement_step, &statement));
    }
    if (!err)
        err = data_query_known(ctx, data, compiled, known, &result);
    if (err)
        return err;
    rows = (struct rows_step){ (int64_t)result.n_rows, (double)result.elapsed_us / 1000 };
    ctx_emit(ctx, "rows", OUT(rows_step, &rows));
    fill(ctx, data, plan, compiled, &result, &answer);
    encode(ctx, &answer, &result, to);
    if (to->is_full)
        return err_new(ctx, ERR_TOO_LARGE, "limit", "the answer is larger than 64 MiB");
    answer.cached = true;
    encode(ctx, &answer, &result, &kept);
    cache_put(ctx, ctx->ports->cache, key, buf_str(&kept), kept.len, MINUTES(CACHE_MINUTES));
    return NULL;
}

struct err *answer_plan(struct ctx *ctx, const struct plan *plan, struct buf *to)
{
    struct cost *waits;

    return answer_plan_below(ctx, plan, 0, &waits, to);
}

struct err *answer_plan_below(struct ctx *ctx, const struct plan *plan, int64_t most, struct cost **waits,
                              struct buf *to)
{
    struct compiled compiled = { 0 };
    struct compile_options options;
    struct cost *known = NULL;
    struct data data;
    const char *key, *kept;
    bool is_much = false;
    size_t len;
    struct err *err;

    *waits = NULL;
    err = data_open(ctx, NULL, &data);
    if (err)
        return err;
    data_compile_options(ctx, &data, &options);
    err = plan_compile(ctx, data.model, plan, &options, &compiled);
    if (err)
        return err;
    key = arena_printf(ctx->arena, "answer %s %s %s %s", data_rights(ctx), compiled.cache_key,
                       compiled.plan_hash, data.state.data_version);
    kept = cache_get(ctx, ctx->ports->cache, key, &len);
    if (kept) {
        buf_add(to, kept, len);
        return NULL;
    }
    err = look_ahead(ctx, &data, &compiled, most, &known, &is_much);
    if (err)
        return err;
    if (!is_much)
        return ask(ctx, &data, plan, &compiled, known, key, to);
    *waits = known;
    return NULL;
}
