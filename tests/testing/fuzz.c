#include "tests/testing/fuzz.h"

#include "apps/truffle/app.h"
#include "connectors/bigquery/inner.h"
#include "packages/guard/guard.h"
#include "packages/identity/identity.h"
#include "packages/operation/operation.h"
#include "packages/semantic/plan.h"
#include "packages/semantic/planner/planner.h"
#include "packages/semantic/planner/times.h"
#include "packages/semantic/semantic.h"
#include "packages/warehouse/load/csv.h"
#include "packages/warehouse/load/ga4_check.h"
#include "services/api/request.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct identity tester = { .id = "usr_fuzz", .name = "Fuzz", .role = ROLE_SUPERADMIN };

static struct ctx begun(void)
{
    struct ctx ctx = { .arena = arena_new(), .who = &tester, .random = 1, .is_clock_fixed = true };

    instant_parse("2026-11-24T08:00:00Z", &ctx.now);
    return ctx;
}

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "doesn't hold: %s\n", what);
    abort();
}

/* Whatever comes in, the fault is the sender's. */
static bool is_refused(const struct err *err)
{
    if (err && err->code == ERR_INTERNAL)
        fprintf(stderr, "internal: %s\n", err->message);
    must(!err || err->code != ERR_INTERNAL, "no input is an internal error");
    return err != NULL;
}

/* Finished text, as everything behind the edges takes it; NULL when these bytes can't be one. */
static const char *text_of(struct ctx *ctx, const unsigned char *data, size_t size)
{
    return text_is_utf8((const char *)data, size) ? arena_text_n(ctx->arena, (const char *)data, size) : NULL;
}

/* --- JSON against field tables: the first byte says whose --- */

static void read_again(struct ctx *ctx, const struct shape *shape, const void *value)
{
    struct buf first = buf_in(ctx->arena, SIZE_MAX / 2), second = buf_in(ctx->arena, SIZE_MAX / 2);
    void *again = arena_alloc(ctx->arena, shape->size);
    json_t *json;

    shape_encode(shape, value, &first);
    if (json_parse(ctx, buf_str(&first), first.len, &json) != NULL ||
        shape_decode(ctx, shape, json, again) != NULL)
        return; /* a limit of the reader, or a field that is written but never read */
    shape_encode(shape, again, &second);
    must(text_is(buf_str(&first), buf_str(&second)), "what was decoded encodes the same twice");
}

static void fuzz_fields(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    const struct operation *operation;
    size_t n = 0;
    json_t *json;

    while (all_operations[n])
        n++;
    operation = size ? all_operations[data[0] % n] : NULL;
    if (operation && operation->in &&
        !is_refused(json_parse(&ctx, (const char *)data + 1, size - 1, &json))) {
        void *in = arena_alloc(ctx.arena, operation->in->size);

        if (!is_refused(shape_decode(&ctx, operation->in, json, in)))
            read_again(&ctx, operation->in, in);
    }
    arena_free(ctx.arena);
}

/* --- plans and rules --- */

/* The shipped model, once a process; it ends with it. */
static const struct model *model(void)
{
    static const struct model *loaded;
    static char text[256 * 1024];
    struct ctx ctx = { .arena = NULL };
    FILE *file;
    size_t len;

    if (loaded)
        return loaded;
    file = fopen("data/semantic/commerce.yaml", "rbe");
    must(file != NULL, "run from the root of the repository");
    len = fread(text, 1, sizeof(text), file);
    fclose(file);
    ctx.arena = arena_new();
    must(model_load(&ctx, text, len, "commerce.yaml", &loaded) == NULL, "the shipped model loads");
    arena_free(ctx.arena);
    return loaded;
}

static const struct compile_options options = { .today = { 2026, 11, 24 }, .zone = "America/New_York" };

static void fuzz_plan(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    struct compiled first, second;
    struct plan plan;
    json_t *json;

    if (!is_refused(json_parse(&ctx, (const char *)data, size, &json)) &&
        !is_refused(plan_decode(&ctx, json, &plan)) && !is_refused(plan_check(&ctx, model(), &plan)) &&
        !is_refused(plan_compile(&ctx, model(), &plan, &options, &first))) {
        must(json_parse(&ctx, first.canonical, strlen(first.canonical), &json) == NULL &&
                 plan_decode(&ctx, json, &plan) == NULL &&
                 plan_compile(&ctx, model(), &plan, &options, &second) == NULL,
             "the canonical form is a plan");
        must(text_is(first.plan_hash, second.plan_hash), "the canonical form of it is itself");
    }
    arena_free(ctx.arena);
}

static void fuzz_rules(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    struct compiled compiled;
    struct cond rules;
    json_t *json;

    if (!is_refused(json_parse(&ctx, (const char *)data, size, &json)) &&
        !is_refused(rules_decode(&ctx, json, &rules)) && !is_refused(rules_check(&ctx, model(), &rules))) {
        (void)rules_words(&ctx, model(), &rules);
        (void)is_refused(rules_compile(&ctx, model(), &rules, &options, &compiled));
        (void)is_refused(rules_counts_compile(&ctx, model(), &rules, &options, &compiled));
        (void)is_refused(rules_members_compile(&ctx, model(), &rules, &options, &compiled));
    }
    arena_free(ctx.arena);
}

/* What was read can be written, and reads as what it was. */
static void check_written(struct ctx *ctx, const struct model *loaded)
{
    const struct model *again;
    const char *text, *same;

    if (is_refused(model_write(ctx, loaded, &text)))
        return;
    must(model_load(ctx, text, strlen(text), "written.yaml", &again) == NULL, "a written model is a model");
    must(model_write(ctx, again, &same) == NULL && text_is(same, text), "written again it is the same");
    model_free(again);
}

static void fuzz_model(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    const struct model *loaded = NULL;

    if (!is_refused(model_load(&ctx, (const char *)data, size, "fuzz.yaml", &loaded))) {
        check_written(&ctx, loaded);
        model_free(loaded);
    }
    arena_free(ctx.arena);
}

/* --- files --- */

static void fuzz_csv(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    struct csv *csv = csv_over(&ctx, (struct bytes){ data, size });
    struct csv_row row;
    int64_t line = 0;

    while (csv_next(csv, &row)) {
        must(row.line > line, "rows come in order");
        line = row.line;
        for (size_t i = 0; !row.fault && i < row.n_fields; i++)
            must(text_is_utf8(row.fields[i], strlen(row.fields[i])), "a field is text");
    }
    arena_free(ctx.arena);
}

static void fuzz_ga4(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    const struct load_file file = { .path = arena_printf(ctx.arena, "/proc/self/fd/%d", fd), .name = "fuzz" };
    struct load_report report = { 0 };

    must(fd >= 0 && write(fd, data, size) == (ssize_t)size, "a file can be made");
    (void)is_refused(ga4_check(&ctx, &file, NULL, &report));
    close(fd);
    arena_free(ctx.arena);
}

/* --- the edge, and small texts --- */

static void fuzz_http_target(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();

    (void)guard_target(arena_text_n(ctx.arena, (const char *)data, size));
    arena_free(ctx.arena);
}

static void fuzz_identity(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    const char *text = text_of(&ctx, data, size), *email, *phone, *fold;

    if (text) {
        email = identity_email(ctx.arena, text, NULL);
        fold = email ? identity_email_fold(ctx.arena, email) : NULL;
        must(!fold || text_is(fold, identity_email_fold(ctx.arena, fold)), "a folded address stays");
        phone = identity_phone_e164(ctx.arena, text, "DE", NULL);
        must(!phone || text_is(phone, identity_phone_e164(ctx.arena, phone, NULL, NULL)), "E.164 stays");
        (void)identity_country(text);
    }
    arena_free(ctx.arena);
}

static void fuzz_time(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    const char *text = text_of(&ctx, data, size);
    const struct zone *zone;
    struct instant at, again;
    struct date date;
    int64_t number;

    if (text && instant_parse(text, &at)) {
        must(instant_parse(instant_text(ctx.arena, at), &again) && again.us == at.us, "a time reads back");
        zone = zone_open(ctx.arena, "America/New_York");
        must(zone && date_compare(zone_date(zone, zone_day_start(zone, zone_date(zone, at))),
                                  zone_date(zone, at)) == 0,
             "a day begins within itself");
    }
    if (text && date_parse(text, &date))
        must(date_compare(date_of_days(date_days(date)), date) == 0, "a date reads back");
    if (text)
        (void)zone_open(ctx.arena, text);
    /* What a cursor of the audit log is read with. */
    if (text && text_to_int(text, &number))
        must(number == strtoll(text, NULL, 10), "a number is what it says");
    arena_free(ctx.arena);
}

/* --- a question's words and times --- */

static void fuzz_times(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    const struct time_reader reader = { .today = { 2026, 11, 24 } };
    const char *text = text_of(&ctx, data, size);
    struct time_span *spans;
    struct words words;
    struct date from, to;
    size_t n, end = 0;

    if (text && !is_refused(words_read(&ctx, text, &words))) {
        for (size_t i = 0; i < words.n; i++)
            must(words.items[i].at + words.items[i].size <= strlen(text), "a word stands in its question");
        times_read(&ctx, &reader, &words, &spans, &n);
        for (size_t i = 0; i < n; i++) {
            must(spans[i].from >= end && spans[i].to > spans[i].from && spans[i].to <= words.n,
                 "spans don't overlap");
            end = spans[i].to;
            if (spans[i].kind != TIME_RANGE || !spans[i].time.from)
                continue;
            must(date_parse(spans[i].time.from, &from) && date_parse(spans[i].time.to, &to),
                 "a range has days");
            must(date_compare(from, to) <= 0, "a range begins before it ends");
            must(date_compare(to, reader.today) <= 0, "a range ends by today");
        }
    }
    arena_free(ctx.arena);
}

/* --- questions in words: the first byte says whether one went before --- */

static const struct planner_values planner_values[] = {
    { "country", (const char *[]){ "United States", "Germany", "Georgia" }, 3 },
    { "region", (const char *[]){ "Georgia", "California" }, 2 },
    { "channel_group", (const char *[]){ "Direct", "Email", "Paid Search" }, 3 },
    { "device_category", (const char *[]){ "desktop", "mobile" }, 2 },
};

static const struct planner *planner(void)
{
    static struct planner *made;
    struct ctx ctx = begun();

    if (!made)
        must(planner_new(&ctx, model(), planner_values, COUNT(planner_values), &made) == NULL,
             "a planner can be made");
    arena_free(ctx.arena);
    return made;
}

/* A plan is sound, and its reading asks for it again. */
static void check_envelope(struct ctx *ctx, const struct envelope *envelope)
{
    struct planner_question again = { .question = envelope->reading, .today = options.today };
    struct envelope same;

    must(envelope->kind != ENVELOPE_CLARIFY || envelope->question, "what is asked back is a question");
    must(envelope->kind != ENVELOPE_REFUSE || envelope->reason, "a refusal has a reason");
    if (envelope->kind != ENVELOPE_PLAN)
        return;
    must(plan_check(ctx, model(), envelope->plan) == NULL, "a plan is sound");
    must(planner_ask(ctx, planner(), &again, &same) == NULL && same.kind == ENVELOPE_PLAN,
         "a reading is a question");
    must(text_is(plan_canonical(ctx, model(), same.plan, options.today),
                 plan_canonical(ctx, model(), envelope->plan, options.today)),
         "a reading asks for its plan");
}

static void fuzz_question(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    struct planner_question first = { .question = "sessions by device last week", .today = options.today };
    struct planner_question question = { .today = options.today };
    struct envelope before, envelope;

    question.question = size ? text_of(&ctx, data + 1, size - 1) : NULL;
    if (question.question) {
        must(planner_ask(&ctx, planner(), &first, &before) == NULL, "a plain question is read");
        question.before = data[0] & 1 ? &before : NULL;
        if (!is_refused(planner_ask(&ctx, planner(), &question, &envelope)))
            check_envelope(&ctx, &envelope);
    }
    arena_free(ctx.arena);
}

/* --- statements: the first byte says which dialect --- */

static void fuzz_guard(const unsigned char *data, size_t size)
{
    static const char *const tables[] = { "events", "sessions", "shop.analytics.events",
                                          "shop.analytics.events_*", NULL };
    static const struct guard_policy policy = {
        .catalog = "memory", .tables = tables, .project = "shop", .dataset = "analytics"
    };
    struct ctx ctx = begun();
    struct guard_verdict verdict;

    if (!size || data[0] & 1)
        guard_googlesql(&ctx, &policy, (const char *)data + (size > 0), size - (size > 0), &verdict);
    else
        (void)is_refused(guard_duckdb(&ctx, &policy, (const char *)data + 1, size - 1, &verdict));
    must(verdict.is_allowed || verdict.reason, "a refusal has a reason");
    must(verdict.is_allowed || verdict.at < size + 1, "a refusal's place is in the text");
    for (size_t i = 0; i < verdict.n_tables && size && !(data[0] & 1); i++)
        must(text_is(verdict.tables[i], "events") || text_is(verdict.tables[i], "sessions"),
             "only listed tables are read");
    arena_free(ctx.arena);
}

/* --- an answer of BigQuery's --- */

static void check_cell(const struct warehouse_column *column, const struct cell *cell)
{
    if (cell->is_null)
        return;
    if (column->type == CELL_TEXT)
        must(text_is_utf8(cell->value.text, strlen(cell->value.text)), "a text is UTF-8");
    if (column->type == CELL_BYTES)
        must(cell->value.bytes.size < 1024 * 1024, "bytes are no more than came");
}

static void fuzz_bigquery(const unsigned char *data, size_t size)
{
    struct ctx ctx = begun();
    json_t *json = json_loadb((const char *)data, size, 0, NULL);
    struct bigquery_schema schema;
    struct cell *cells;
    size_t n;

    if (json)
        json_keep(&ctx, json);
    (void)failure_of_reply(&ctx, 400, json);
    if (!is_refused(schema_read(&ctx, json_object_get(json, "schema"), &schema)) &&
        !is_refused(rows_read(&ctx, ctx.arena, &schema, json_object_get(json, "rows"), &cells, &n)))
        for (size_t i = 0; i < n * schema.n; i++)
            check_cell(&schema.columns[i % schema.n], &cells[i]);
    arena_free(ctx.arena);
}

const struct fuzz_target fuzz_targets[] = {
    { "bigquery", fuzz_bigquery },  { "csv", fuzz_csv },
    { "fields", fuzz_fields },      { "ga4", fuzz_ga4 },
    { "guard", fuzz_guard },        { "identity", fuzz_identity },
    { "model", fuzz_model },        { "plan", fuzz_plan },
    { "question", fuzz_question },  { "rules", fuzz_rules },
    { "target", fuzz_http_target }, { "time", fuzz_time },
    { "times", fuzz_times },        { NULL, NULL },
};
