/*
 * What the warehouse says of an audience: how many people, how many of them can be reached, what every rule
 * does.
 */
#include "domain/audiences/audiences.h"

#include "domain/audiences/audiences.sql.h"
#include "packages/queue/queue.h"
#include "packages/store/store.h"

enum { DEEPEST_AUDIENCE = 8 };

static const struct field count_fields[] = {
    FIELD(rule_count, pointer, "JSON pointer of the rule."),
    FIELD(rule_count, kept, "Customers that satisfy this rule alone."),
    FIELD(rule_count, dropped, "The others."),
};
static const struct shape rule_count_shape = SHAPE(rule_count, count_fields, "What a rule does.");

static const struct field size_fields[] = {
    FIELD(audience_size, people, "Customers in the audience."),
    FIELD(audience_size, reachable, "Of them, with a usable e-mail, phone or full address."),
    FIELD(audience_size, consented,
          "Of those, who agreed to both purposes of advertising (by the snapshot)."),
    FIELD(audience_size, total_customers, "Customers in all."),
    LIST(audience_size, counts, &rule_count_shape, "Every rule by its pointer, the whole first."),
    FIELD(audience_size, words, "The rules as a sentence."),
    FIELD(audience_size, data_until, "Last day with events.", .optional = true),
    FIELD(audience_size, elapsed_ms, "How long the warehouse took."),
    FIELD(audience_size, sql, "The statement that lists the people."),
};
const struct shape audience_size_shape = SHAPE(audience_size, size_fields, "How large an audience is.");

struct gathering {
    struct ctx *ctx;
    struct audience_rules *items;
    size_t n;
};

static bool has(const struct gathering *gathering, const struct cond *leaf)
{
    for (size_t i = 0; i < gathering->n; i++)
        if (text_is(gathering->items[i].id, leaf->audience) && gathering->items[i].version == leaf->version)
            return true;
    return false;
}

static struct err *gather(struct gathering *gathering, const struct cond *cond, int depth);

static struct err *gather_leaf(struct gathering *gathering, const struct cond *leaf, int depth)
{
    struct ctx *ctx = gathering->ctx;
    struct cond *rules = arena_alloc(ctx->arena, sizeof(*rules));
    struct audience_version version;
    struct err *err;

    if (has(gathering, leaf))
        return NULL;
    if (depth >= DEEPEST_AUDIENCE)
        return err_new(ctx, ERR_INVALID, "rules", "audiences are made of audiences more than %d deep",
                       DEEPEST_AUDIENCE);
    err = audience_version_get(ctx, leaf->audience, leaf->version == INT_NONE ? 0 : leaf->version, &version);
    if (!err)
        err = rules_decode(ctx, version.rules, rules);
    if (err)
        return err_is(err, ERR_NOT_FOUND) ? err_new(ctx, ERR_INVALID, "rules", "%s", err->message) : err;
    *ARENA_PUSH(ctx->arena, gathering->items, gathering->n) =
        (struct audience_rules){ .id = leaf->audience, .version = version.version, .rules = rules };
    return gather(gathering, rules, depth + 1);
}

static struct err *gather(struct gathering *gathering, const struct cond *cond, int depth)
{
    struct err *err = NULL;

    for (size_t i = 0; i < cond->n_all && !err; i++)
        err = gather(gathering, &cond->all[i], depth);
    for (size_t i = 0; i < cond->n_any && !err; i++)
        err = gather(gathering, &cond->any[i], depth);
    if (!err && cond->negated)
        err = gather(gathering, cond->negated, depth);
    if (!err && cond->audience)
        err = gather_leaf(gathering, cond, depth);
    return err;
}

struct err *audience_compile_options(struct ctx *ctx, const struct data *data, json_t *rules,
                                     struct cond *out, struct compile_options *options)
{
    struct gathering gathering = { .ctx = ctx };
    struct err *err;

    err = rules_decode(ctx, rules, out);
    if (!err)
        err = rules_check(ctx, data->model, out);
    if (err)
        return err_under(ctx, err, "/rules");
    err = gather(&gathering, out, 0);
    if (err)
        return err;
    *options = (struct compile_options){
        .today = data->today,
        .zone = ctx->ports->settings->time_zone,
        .audiences = gathering.items,
        .n_audiences = gathering.n,
    };
    return NULL;
}

static struct err *count_rules(struct ctx *ctx, const struct data *data, const struct cond *rules,
                               const struct compile_options *options, struct audience_size *out)
{
    struct compiled compiled = { 0 };
    struct warehouse_result rows;
    struct err *err;

    err = rules_counts_compile(ctx, data->model, rules, options, &compiled);
    if (!err)
        err = data_query(ctx, data, &compiled, &rows);
    if (err)
        return err;
    out->counts = arena_alloc(ctx->arena, (rows.n_rows + 1) * sizeof(*out->counts));
    out->n_counts = rows.n_rows;
    for (size_t i = 0; i < rows.n_rows; i++) {
        const struct cell *cells = &rows.cells[i * rows.n_columns];

        out->counts[i] =
            (struct rule_count){ cell_text(&cells[0]), cell_int(&cells[1]), cell_int(&cells[2]) };
    }
    out->elapsed_ms += (double)rows.elapsed_us / 1000;
    return NULL;
}

struct err *audience_size(struct ctx *ctx, json_t *json, struct audience_size *out)
{
    struct compiled people = { 0 }, reach = { 0 };
    struct compile_options options;
    struct warehouse_result rows;
    struct cond rules = { 0 };
    struct data data;
    struct err *err;

    *out = (struct audience_size){ 0 };
    err = data_open(ctx, NULL, &data);
    if (!err)
        err = audience_compile_options(ctx, &data, json, &rules, &options);
    if (!err)
        err = rules_compile(ctx, data.model, &rules, &options, &people);
    if (!err)
        err = rules_reach_compile(ctx, data.model, &rules, &options, &reach);
    if (!err)
        err = data_query(ctx, &data, &reach, &rows);
    if (err)
        return err;
    out->people = cell_int(&rows.cells[0]);
    out->reachable = cell_int(&rows.cells[1]);
    out->consented = cell_int(&rows.cells[2]);
    out->total_customers = cell_int(&rows.cells[3]);
    out->elapsed_ms = (double)rows.elapsed_us / 1000;
    out->words = rules_words(ctx, data.model, &rules);
    out->data_until = data.state.data_until;
    out->sql = people.sql;
    return count_rules(ctx, &data, &rules, &options, out);
}

struct err *audience_count_job(struct ctx *ctx, struct job *job)
{
    struct audience audience = { 0 };
    struct audience_size size;
    struct err *err;

    err = audience_get(ctx, job->subject, &audience);
    if (err_is(err, ERR_NOT_FOUND) || (!err && !audience.rules))
        return NULL; /* archived meanwhile, or a draft again */
    if (!err)
        err = audience_size(ctx, audience.rules, &size);
    if (err)
        return err;
    err = store_run(
        ctx, &sql_version_people,
        WITH(ARG("id", audience.id), ARG("version", audience.version), ARG("people", size.people)), NULL);
    if (err)
        return err;
    return store_run(
        ctx, &sql_audience_people,
        WITH(ARG("id", audience.id), ARG("version", audience.version), ARG("people", size.people)), NULL);
}
