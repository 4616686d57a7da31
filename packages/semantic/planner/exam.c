#include "packages/semantic/planner/exam.h"

#include <string.h>

const char *const verdict_words[N_VERDICTS + 1] = { "exact", "safe", "other", "wrong", NULL };

struct sheet {
    struct ctx *ctx;
    const struct model *model;
    struct planner *planner;
    struct date today;
    const char *locale;
    json_t *questions;
    struct exam *exam;
};

/* --- comparing --- */

static struct err *same_plan(struct sheet *sheet, const json_t *expect, const struct plan *plan, bool *out)
{
    json_t *json = json_keep(sheet->ctx, json_deep_copy(json_object_get(expect, "plan")));
    struct plan expected;
    struct err *err = plan_decode(sheet->ctx, json, &expected);

    if (!err)
        *out = text_is(plan_canonical(sheet->ctx, sheet->model, &expected, sheet->today),
                       plan_canonical(sheet->ctx, sheet->model, plan, sheet->today));
    return err;
}

static bool offers(const struct envelope *envelope, const char *name)
{
    for (size_t i = 0; i < envelope->n_options; i++)
        if (text_is(envelope->options[i].name, name) || text_is(envelope->options[i].label, name))
            return true;
    return false;
}

static bool same_clarify(const json_t *expect, const struct envelope *envelope)
{
    const json_t *option;
    size_t i;

    if (!text_is(json_string_value(json_object_get(expect, "about")), envelope->about))
        return false;
    json_array_foreach(json_object_get(expect, "options"), i, option)
    {
        if (!offers(envelope, json_string_value(option)))
            return false;
    }
    return true;
}

static struct err *is_right(struct sheet *sheet, const json_t *expect, const struct envelope *envelope,
                            bool *out)
{
    static const char *const kinds[] = { "plan", "clarify", "refuse" };

    *out = false;
    if (!text_is(json_string_value(json_object_get(expect, "kind")), kinds[envelope->kind]))
        return NULL;
    if (envelope->kind == ENVELOPE_PLAN)
        return same_plan(sheet, expect, envelope->plan, out);
    *out = envelope->kind == ENVELOPE_CLARIFY
               ? same_clarify(expect, envelope)
               : text_is(json_string_value(json_object_get(expect, "reason")), envelope->reason);
    return NULL;
}

static struct err *judge(struct sheet *sheet, const json_t *question, const struct envelope *envelope,
                         enum verdict *out)
{
    const json_t *expect = json_object_get(question, "expect"), *other;
    const bool wants_plan = text_is(json_string_value(json_object_get(expect, "kind")), "plan");
    bool is_exact = false;
    struct err *err = is_right(sheet, expect, envelope, &is_exact);
    size_t i;

    json_array_foreach(json_object_get(question, "accept"), i, other)
    {
        if (!err && !is_exact)
            err = is_right(sheet, other, envelope, &is_exact);
    }
    *out = is_exact                          ? VERDICT_EXACT
           : envelope->kind == ENVELOPE_PLAN ? VERDICT_WRONG
           : wants_plan                      ? VERDICT_SAFE
                                             : VERDICT_OTHER;
    return err;
}

/* --- asking --- */

/* A question back is expected with the names of its options; their plans are the planner's own. */
static struct err *asked_back(struct sheet *sheet, const json_t *question, struct envelope *out)
{
    const struct planner_question asked = {
        .question = json_string_value(json_object_get(question, "question")),
        .today = sheet->today,
        .locale = sheet->locale,
    };
    struct err *err = planner_ask(sheet->ctx, sheet->planner, &asked, out);

    if (!err && out->kind != ENVELOPE_CLARIFY)
        *out = (struct envelope){ .kind = ENVELOPE_REFUSE };
    return err;
}

/* What the question before should have been answered with. */
static struct err *expected_before(struct sheet *sheet, const char *id, struct envelope *out)
{
    json_t *question;
    size_t i;

    memset(out, 0, sizeof(*out));
    json_array_foreach(sheet->questions, i, question)
    {
        const json_t *expect = json_object_get(question, "expect");
        json_t *json;

        if (!text_is(json_string_value(json_object_get(question, "id")), id))
            continue;
        if (text_is(json_string_value(json_object_get(expect, "kind")), "clarify"))
            return asked_back(sheet, question, out);
        if (!json_object_get(expect, "plan")) {
            out->kind = ENVELOPE_REFUSE;
            return NULL;
        }
        json = json_keep(sheet->ctx, json_deep_copy(json_object_get(expect, "plan")));
        out->plan = arena_alloc(sheet->ctx->arena, sizeof(*out->plan));
        return plan_decode(sheet->ctx, json, out->plan);
    }
    return err_new(sheet->ctx, ERR_INVALID, NULL, "no question \"%s\" to follow", id);
}

static void count(struct sheet *sheet, const char *tag, enum verdict verdict)
{
    struct exam *exam = sheet->exam;

    for (size_t i = 0; i < exam->n_tags; i++) {
        if (text_is(exam->tags[i].tag, tag)) {
            exam->tags[i].n[verdict]++;
            return;
        }
    }
    *ARENA_PUSH(sheet->ctx->arena, exam->tags, exam->n_tags) = (struct exam_tag){ .tag = tag };
    exam->tags[exam->n_tags - 1].n[verdict] = 1;
}

static struct err *ask(struct sheet *sheet, json_t *question)
{
    struct exam_answer answer = { .id = json_string_value(json_object_get(question, "id")),
                                  .question = json_string_value(json_object_get(question, "question")),
                                  .expect = json_object_get(question, "expect") };
    const char *after = json_string_value(json_object_get(question, "after"));
    struct envelope before;
    const struct planner_question asked = { answer.question, sheet->today, sheet->locale,
                                            after ? &before : NULL };
    const json_t *tag;
    struct err *err = after ? expected_before(sheet, after, &before) : NULL;
    size_t i;

    if (!err)
        err = planner_ask(sheet->ctx, sheet->planner, &asked, &answer.envelope);
    if (!err)
        err = judge(sheet, question, &answer.envelope, &answer.verdict);
    if (err)
        return err;
    sheet->exam->all.n[answer.verdict]++;
    json_array_foreach(json_object_get(question, "tags"), i, tag)
        count(sheet, json_string_value(tag), answer.verdict);
    *ARENA_PUSH(sheet->ctx->arena, sheet->exam->answers, sheet->exam->n_answers) = answer;
    return NULL;
}

/* --- the file --- */

static struct planner_values *values_of(struct ctx *ctx, const json_t *meta, size_t *n)
{
    struct planner_values *all = NULL;
    const json_t *list, *value;
    const char *field;
    size_t i;

    *n = 0;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(meta, "values"), field, list)
    {
        struct planner_values *values = ARENA_PUSH(ctx->arena, all, *n);

        *values = (struct planner_values){ .field = field };
        json_array_foreach(list, i, value) * ARENA_PUSH(ctx->arena, values->values, values->n_values) =
            json_string_value(value);
    }
    return all;
}

static struct err *read_lines(struct sheet *sheet, const char *text, size_t len)
{
    sheet->questions = json_keep(sheet->ctx, json_array());
    while (len) {
        const char *end = memchr(text, '\n', len);
        const size_t size = end ? (size_t)(end - text) : len;
        json_t *json;
        struct err *err = size ? json_parse(sheet->ctx, text, size, &json) : NULL;

        if (err)
            return err;
        if (size)
            json_array_append(sheet->questions, json);
        text += size + (end != NULL);
        len -= size + (end != NULL);
    }
    return NULL;
}

static void free_planner(void *planner)
{
    planner_free(planner);
}

static struct err *begin(struct sheet *sheet)
{
    const json_t *meta = json_array_get(sheet->questions, 0);
    struct planner_values *values;
    struct err *err;
    size_t n;

    if (!date_parse(json_string_value(json_object_get(meta, "today")), &sheet->today))
        return err_new(sheet->ctx, ERR_INVALID, NULL, "the first line must say today");
    sheet->locale = json_string_value(json_object_get(meta, "locale"));
    values = values_of(sheet->ctx, meta, &n);
    err = planner_new(sheet->ctx, sheet->model, values, n, &sheet->planner);
    if (!err)
        arena_defer(sheet->ctx->arena, free_planner, sheet->planner);
    return err;
}

struct err *exam_run(struct ctx *ctx, const struct model *model, const char *text, size_t len,
                     struct exam *out)
{
    struct sheet sheet = { .ctx = ctx, .model = model, .exam = out };
    struct err *err;

    *out = (struct exam){ .all = { .tag = "all" } };
    err = read_lines(&sheet, text, len);
    if (!err)
        err = begin(&sheet);
    for (size_t i = 1; !err && i < json_array_size(sheet.questions); i++)
        err = ask(&sheet, json_array_get(sheet.questions, i));
    return err;
}
