/*
 * Asking: refusals first, then the chart, the grammar, the follow-up or the defaults, the check. What must be
 * asked back is read once more for each choice, so that every option has its whole plan.
 */
#include "packages/semantic/planner/grammar/draft.h"
#include "packages/semantic/planner/readback/readback.h"
#include "packages/semantic/reading.h"

#include <string.h>

static const char *const kinds[] = { "plan", "clarify", "refuse", NULL };

static const struct field option_fields[] = {
    FIELD(planner_option, label, "For people."),
    FIELD(planner_option, name, "The metric, dimension or value that it stands for.", .optional = true),
    OBJECT(planner_option, plan, &plan_shape, "The question with this choice.", .optional = true),
};
static const struct shape option_shape = SHAPE(planner_option, option_fields, "One of several meanings.");

static const struct field correction_fields[] = {
    FIELD(correction, term, "As it was written."),
    FIELD(correction, read_as, "What it was taken for."),
};
static const struct shape correction_shape =
    SHAPE(correction, correction_fields, "A misspelt word.", .name = "correction");

static const struct field envelope_fields[] = {
    FIELD(envelope, kind, "plan, clarify or refuse.", .words = kinds),
    OBJECT(envelope, plan, &plan_shape, "What was asked.", .optional = true),
    FIELD(envelope, confidence, "0 to 1.", .min = 0, .max = 1, .optional = true),
    FIELD(envelope, reading, "The plan in words.", .optional = true),
    FIELD(envelope, about, "metric, dimension, value, time, scope or goal.", .optional = true),
    FIELD(envelope, term, "The words that it is about.", .optional = true),
    FIELD(envelope, question, "What is asked back.", .optional = true),
    LIST(envelope, options, &option_shape, "What may be meant.", .optional = true),
    FIELD(envelope, reason, "Why it is refused.", .optional = true),
    FIELD(envelope, message, "The same for people.", .optional = true),
    SCALARS(envelope, suggest, "What could be asked instead.", .optional = true),
    LIST(envelope, corrected, &correction_shape, "Misspelt words.", .optional = true),
    FIELD(envelope, answer, "The plan's answer, where it was run.", .type = "Answer", .optional = true),
    FIELD(envelope, estimate,
          "What it would read, where that is more than `confirm_above_bytes`: it wasn't run.", .type = "Cost",
          .optional = true),
    FIELD(envelope, conversation, "Where it was kept; its last turn is this one.", .type = "Conversation",
          .optional = true),
};
static const struct kind envelope_kinds[] = {
    KIND("plan", NEEDS("plan", "reading"),
         MAY("kind", "confidence", "corrected", "answer", "estimate", "conversation")),
    KIND("clarify", NEEDS("about", "question"), MAY("kind", "term", "options", "corrected", "conversation")),
    KIND("refuse", NEEDS("reason"), MAY("kind", "term", "message", "suggest", "conversation")),
};
const struct shape envelope_shape = {
    .name = "envelope",
    .size = sizeof(struct envelope),
    .fields = envelope_fields,
    .n_fields = COUNT(envelope_fields),
    .doc = "What a question became: a plan, a question back or a refusal.",
    .kinds = envelope_kinds,
    .n_kinds = COUNT(envelope_kinds),
};

/* --- the planner --- */

static struct planner_values *copy_values(struct arena *arena, const struct planner_values *values, size_t n)
{
    struct planner_values *copy = arena_alloc(arena, (n + 1) * sizeof(*copy));

    for (size_t i = 0; i < n; i++) {
        copy[i].field = arena_text(arena, values[i].field);
        copy[i].values = arena_alloc(arena, (values[i].n_values + 1) * sizeof(*copy[i].values));
        copy[i].n_values = values[i].n_values;
        for (size_t j = 0; j < values[i].n_values; j++)
            copy[i].values[j] = arena_text(arena, values[i].values[j]);
    }
    return copy;
}

static struct err *make(struct ctx *ctx, const struct model *model, const struct planner_values *values,
                        size_t n_values, bool has_optional, struct planner **out)
{
    struct arena *arena = arena_new();
    struct planner *planner = arena_alloc(arena, sizeof(*planner));
    struct ctx own = *ctx;
    struct err *err;

    own.arena = arena;
    *planner = (struct planner){ .arena = arena,
                                 .model = model,
                                 .has_optional = has_optional,
                                 .language = json_object_get(model_extension(model), "language"),
                                 .values = copy_values(arena, values, n_values),
                                 .n_values = n_values };
    err = lexicon_build(&own, planner);
    if (err) {
        err = err_new(ctx, err->code, err->pointer, "%s", err->message);
        arena_free(arena);
        return err;
    }
    *out = planner;
    return NULL;
}

struct err *planner_new(struct ctx *ctx, const struct model *model, const struct planner_values *values,
                        size_t n_values, struct planner **out)
{
    return make(ctx, model, values, n_values, false, out);
}

struct err *planner_new_with_optional(struct ctx *ctx, const struct model *model,
                                      const struct planner_values *values, size_t n_values,
                                      struct planner **out)
{
    return make(ctx, model, values, n_values, true, out);
}

void planner_free(struct planner *planner)
{
    if (planner)
        arena_free(planner->arena);
}

/* --- one reading --- */

static const char *reading_of(struct draft *draft, const struct plan *plan)
{
    const enum week_start weeks = week_start_of(draft->planner->model);
    const struct period now = period_of(plan->time, draft->asked->today, weeks);
    struct period before_now;

    if (!plan->compare)
        return plan_reading(draft->ctx, draft->planner->model, plan, now, NULL);
    before_now = period_before(plan->compare, plan->time, now, draft->asked->today, weeks);
    return plan_reading(draft->ctx, draft->planner->model, plan, now, &before_now);
}

static double confidence(const struct draft *draft)
{
    const int percent = (draft->is_fuzzy ? 75 : 95) - 5 * (int)draft->n_assumed;

    return percent / 100.0;
}

/* --- start over: the plan before is forgotten --- */
static bool starts_over(const struct draft *draft)
{
    static const char *const phrases[] = { "start over", "start again", "new question", "never mind",
                                           "forget it" };

    for (size_t i = 0; i < COUNT(phrases); i++)
        if (phrase_at(&draft->words, 0, phrases[i]))
            return true;
    return false;
}

static void read_grammar(struct draft *draft, struct plan *plan)
{
    draft->is_fragment = follow_is_fragment(draft);
    grammar_read(draft);
    if (draft->is_stopped)
        return;
    if (draft->is_fragment)
        follow_edit(draft, draft->asked->before->plan, plan);
    else
        fill_plan(draft, plan);
    if (!draft->is_stopped)
        check_plan(draft, plan);
}

static struct err *read_once(struct ctx *ctx, const struct planner *planner,
                             const struct planner_question *question, const struct choice *choice,
                             struct envelope *out)
{
    struct draft *draft = arena_alloc(ctx->arena, sizeof(*draft));
    struct plan *plan = arena_alloc(ctx->arena, sizeof(*plan));
    struct err *err;

    *draft = (struct draft){ .ctx = ctx,
                             .planner = planner,
                             .asked = question,
                             .out = out,
                             .choices = choice,
                             .n_choices = choice ? 1 : 0 };
    err = chart_read(draft);
    if (err)
        return err;
    if (starts_over(draft))
        stop_clarify(draft, "goal", NULL, "What do you want to know?");
    if (!draft->is_stopped && !refuse_early(draft) && !follow_choose(draft))
        read_grammar(draft, plan);
    if (!draft->is_stopped)
        *out = (struct envelope){ .kind = ENVELOPE_PLAN, .plan = plan, .confidence = confidence(draft) };
    if (out->kind == ENVELOPE_PLAN)
        out->reading = reading_of(draft, out->plan);
    if (out->kind != ENVELOPE_REFUSE)
        chart_corrections(draft, &out->corrected, &out->n_corrected);
    return NULL;
}

/* Which word the question back is about. */
static size_t word_of(struct ctx *ctx, const struct envelope *out, const char *question)
{
    struct words words;
    const char *at = out->term ? strstr(question, out->term) : NULL;

    if (!at || words_read(ctx, question, &words))
        return SIZE_MAX;
    for (size_t i = 0; i < words.n; i++)
        if (words.items[i].at == (size_t)(at - question))
            return i;
    return SIZE_MAX;
}

/* "best" has no word that stands for the metric: the option is ranked by it. */
static struct err *fill_option(struct ctx *ctx, const struct planner *planner,
                               const struct planner_question *question, const struct envelope *asked,
                               struct planner_option *option)
{
    const struct choice choice = { word_of(ctx, asked, question->question), option->name };
    struct planner_question again = *question;
    struct envelope out = { 0 };
    struct err *err;

    if (text_is(asked->term, "best") || text_is(asked->term, "worst"))
        again.question = arena_printf(ctx->arena, "%s by %s", question->question, option->name);
    err = read_once(ctx, planner, &again, &choice, &out);
    if (!err && out.kind == ENVELOPE_PLAN)
        option->plan = out.plan;
    return err;
}

struct err *planner_ask(struct ctx *ctx, const struct planner *planner,
                        const struct planner_question *question, struct envelope *out)
{
    struct envelope found = { 0 };
    struct plan *plan = arena_alloc(ctx->arena, sizeof(*plan));
    struct err *err;

    if (readback(ctx, planner->model, question->question, question->today, plan)) {
        *out = (struct envelope){
            .kind = ENVELOPE_PLAN, .plan = plan, .confidence = 1, .reading = question->question
        };
        return NULL;
    }
    err = read_once(ctx, planner, question, NULL, &found);

    for (size_t i = 0; !err && found.kind == ENVELOPE_CLARIFY && i < found.n_options; i++)
        err = fill_option(ctx, planner, question, &found, &found.options[i]);
    if (!err && found.kind == ENVELOPE_REFUSE && text_is(found.reason, "not_in_model") &&
        !found.is_about_time)
        suggest_names(ctx, planner, question, &found);
    if (!err)
        *out = found;
    return err;
}

/* --- as a document --- */

static bool says_nothing(const json_t *value)
{
    return json_is_null(value) || json_is_false(value);
}

static void drop_unset(json_t *json)
{
    const char *key;
    json_t *value;
    void *next;
    size_t i;

    json_array_foreach(json, i, value) drop_unset(value);
    json_object_foreach_safe(json, next, key, value)
    {
        drop_unset(value);
        if (says_nothing(value) || (text_is(key, "offset") && json_integer_value(value) == 0) ||
            (text_is(key, "shift") && json_integer_value(value) == 0 && json_object_get(json, "last")))
            json_object_del(json, key);
    }
}

json_t *envelope_json(struct ctx *ctx, const struct envelope *envelope)
{
    json_t *json = shape_json(ctx, &envelope_shape, envelope);
    json_t *option;
    size_t i;

    drop_unset(json_object_get(json, "plan"));
    json_array_foreach(json_object_get(json, "options"), i, option) drop_unset(option);
    return json;
}
