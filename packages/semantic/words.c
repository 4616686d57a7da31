#include "packages/semantic/words.h"

#include "packages/semantic/period.h"

#include <string.h>
#include <strings.h>

enum { MOST_VALUES_SHOWN = 5 };

const struct phrasing phrasing_rows = { "", "the user ", "", NULL, NULL };
const struct phrasing phrasing_customers = { "whose ", "who ", "who are ", "who have ", "who have no " };

/* Another event is named as it is. No two are told alike. */
static const struct deed deeds[] = {
    { "add_payment_info", "gave payment details", "give payment details" },
    { "add_shipping_info", "gave a delivery address", "give a delivery address" },
    { "add_to_cart", "added something to the cart", "add anything to the cart" },
    { "add_to_wishlist", "added something to a wish list", "add anything to a wish list" },
    { "begin_checkout", "began a checkout", "begin a checkout" },
    { "first_visit", "came for the first time", "come for the first time" },
    { "generate_lead", "left their details", "leave their details" },
    { "login", "signed in", "sign in" },
    { "page_view", "viewed a page", "view any page" },
    { "purchase", "purchased", "purchase" },
    { "refund", "got a refund", "get a refund" },
    { "search", "searched", "search" },
    { "session_start", "started a session", "start a session" },
    { "sign_up", "signed up", "sign up" },
    { "view_item", "viewed a product", "view any product" },
    { "view_search_results", "saw search results", "see any search results" },
};

const struct deed *words_deeds(size_t *n)
{
    *n = COUNT(deeds);
    return deeds;
}

const char *words_test(enum test test)
{
    static const char *const words[N_TESTS] = {
        [TEST_NONE] = "",
        [TEST_EQ] = "is",
        [TEST_NE] = "is not",
        [TEST_IN] = "is",
        [TEST_NOT_IN] = "is none of",
        [TEST_CONTAINS] = "contains",
        [TEST_NOT_CONTAINS] = "does not contain",
        [TEST_STARTS_WITH] = "starts with",
        [TEST_ENDS_WITH] = "ends with",
        [TEST_GT] = "is more than",
        [TEST_GTE] = "is at least",
        [TEST_LT] = "is less than",
        [TEST_LTE] = "is at most",
        [TEST_BETWEEN] = "is between",
        [TEST_IS_NULL] = "is not set",
        [TEST_NOT_NULL] = "is set",
    };

    return words[test];
}

const char *words_label(struct ctx *ctx, const struct model *model, const char *name)
{
    const char *known = model_label(model, name);
    char *label = arena_text(ctx->arena, known ? known : name);

    if (label[0] >= 'A' && label[0] <= 'Z' && !(label[1] >= 'A' && label[1] <= 'Z'))
        label[0] = (char)(label[0] - 'A' + 'a');
    return label;
}

const char *words_number(struct arena *arena, double value)
{
    return arena_printf(arena, "%.15g", value);
}

static bool is_of_the_sentence(const char *word, size_t len)
{
    static const char *const words[] = { "and",  "at",     "between", "by",     "contains", "does",
                                         "ends", "is",     "less",    "more",   "none",     "not",
                                         "or",   "others", "set",     "starts", "where" };

    for (size_t i = 0; i < COUNT(words); i++)
        if (strlen(words[i]) == len && strncasecmp(word, words[i], len) == 0)
            return true;
    return false;
}

bool words_is_plain(const char *text)
{
    const size_t len = strlen(text);

    if (!len || text[0] == ' ' || text[len - 1] == ' ' || strpbrk(text, ",()\"\n") || strstr(text, "  ") ||
        text_starts(text, "the user ") || text_starts(text, "the session's user "))
        return false;
    for (const char *at = text; *at; at += strspn(at, " ")) {
        const size_t word = strcspn(at, " ");

        if (is_of_the_sentence(at, word))
            return false;
        at += word;
    }
    return true;
}

static void add_quoted(const char *text, struct buf *to)
{
    buf_char(to, '"');
    for (; *text; text++)
        buf_printf(to, *text == '"' ? "\"\"" : "%c", *text);
    buf_char(to, '"');
}

static void add_value(struct ctx *ctx, const json_t *value, struct buf *to)
{
    if (json_is_string(value) && words_is_plain(json_string_value(value)))
        buf_text(to, json_string_value(value));
    else if (json_is_string(value))
        add_quoted(json_string_value(value), to);
    else if (json_is_number(value))
        buf_text(to, words_number(ctx->arena, json_number_value(value)));
    else
        buf_text(to, json_is_true(value) ? "yes" : "no");
}

static void add_values(struct ctx *ctx, const struct cond *cond, struct buf *to)
{
    const char *last = cond->op == TEST_BETWEEN ? " and " : " or ";
    const size_t n = json_array_size(cond->values);
    const size_t shown = n > MOST_VALUES_SHOWN + 1 ? MOST_VALUES_SHOWN : n;

    for (size_t i = 0; i < shown; i++) {
        buf_text(to, i == 0 ? "" : i + 1 == n ? last : ", ");
        add_value(ctx, json_array_get(cond->values, i), to);
    }
    if (shown < n)
        buf_printf(to, " or %zu others", n - shown);
}

static void add_test(struct ctx *ctx, const struct cond *cond, struct buf *to)
{
    buf_printf(to, " %s", words_test(cond->op));
    if (cond->op == TEST_IS_NULL || cond->op == TEST_NOT_NULL)
        return;
    buf_char(to, ' ');
    if (cond->values)
        add_values(ctx, cond, to);
    else
        add_value(ctx, cond->value, to);
}

static void add_where(struct ctx *ctx, const struct model *model, const struct cond *where, struct buf *to)
{
    if (!where)
        return;
    buf_text(to, " where ");
    words_cond(ctx, model, &phrasing_rows, where, to);
}

static const char *const weekdays[] = { "",          "Mondays", "Tuesdays",  "Wednesdays",
                                        "Thursdays", "Fridays", "Saturdays", "Sundays" };
const char *words_joint(size_t i, size_t n)
{
    return i == 0 ? "" : i + 1 == n ? " and " : ", ";
}

void words_days(const struct time *time, struct buf *to)
{
    for (size_t i = 0; time && i < time->n_days_of_week; i++)
        buf_printf(to, "%s%s", i ? words_joint(i, time->n_days_of_week) : ", on ",
                   weekdays[time->days_of_week[i]]);
    for (size_t i = 0; time && i < time->n_hours; i++)
        buf_printf(to, "%s%lld", i ? words_joint(i, time->n_hours) : ", in the hours ",
                   (long long)time->hours[i]);
}

/* "in the last 90 days", "last month", "from 1 to 9 May 2026", "on 3 May 2026", "in May 2026". */
static const char *preposition(const struct time *time, const char *words)
{
    if (time->relative)
        return text_starts(words, "the ") || text_starts(words, "this ") ? "in " : "";
    if (strstr(words, " to "))
        return "from ";
    return words[0] <= '9' && strchr(words, ' ') ? "on " : "in ";
}

static void add_time(struct ctx *ctx, const struct time *time, struct buf *to)
{
    const char *words;

    if (time && !time->all) {
        words = time_words(ctx->arena, time);
        buf_printf(to, " %s%s", preposition(time, words), words);
    }
    words_days(time, to);
}

static const struct deed *deed_of(struct ctx *ctx, const char *event)
{
    struct deed *deed;

    for (size_t i = 0; i < COUNT(deeds); i++)
        if (text_is(deeds[i].event, event))
            return &deeds[i];
    deed = arena_alloc(ctx->arena, sizeof(*deed));
    deed->event = event;
    deed->did = arena_printf(ctx->arena, "did %s", event);
    deed->not_done = arena_printf(ctx->arena, "do %s", event);
    return deed;
}

static void add_did(struct ctx *ctx, const struct model *model, const struct phrasing *phrasing,
                    const struct did *did, bool is_negated, struct buf *to)
{
    const struct deed *deed = deed_of(ctx, did->event);
    const char *subject = text_is(did->scope, "session") ? "the session's user " : phrasing->did;

    buf_printf(to, "%s%s%s", subject, is_negated ? "did not " : "", is_negated ? deed->not_done : deed->did);
    if (did->times > 1)
        buf_printf(to, " at least %lld times", (long long)did->times);
    if (did->time && did->time->all &&
        phrasing == &phrasing_rows) /* of rows, the plan's own time is the usual one */
        buf_text(to, " at any time");
    add_time(ctx, did->time, to);
    add_where(ctx, model, did->where, to);
}

/* A list of one is its one. */
static const struct cond *unwrapped(const struct cond *cond)
{
    while (cond->n_all == 1 || cond->n_any == 1)
        cond = cond->n_all == 1 ? cond->all : cond->any;
    return cond;
}

/* Whether what follows could be taken for a part of it; of customers each part has a "who" or "whose". */
static bool runs_on(const struct phrasing *phrasing, const struct cond *cond)
{
    const struct did *did = cond->did;

    if (!did && cond->negated)
        did = unwrapped(cond->negated)->did;
    return cond->n_all > 1 || cond->n_any > 1 ||
           (did && phrasing == &phrasing_rows &&
            (did->where || (did->time && (did->time->n_days_of_week || did->time->n_hours))));
}

static void add_group(struct ctx *ctx, const struct model *model, const struct phrasing *phrasing,
                      const struct cond *items, size_t n, const char *joint, struct buf *to)
{
    for (size_t i = 0; i < n; i++) {
        const bool is_group = n > 1 && runs_on(phrasing, unwrapped(&items[i]));

        buf_text(to, i ? joint : "");
        buf_text(to, is_group ? "(" : "");
        words_cond(ctx, model, phrasing, &items[i], to);
        buf_text(to, is_group ? ")" : "");
    }
}

static void add_audience(const struct phrasing *phrasing, const struct cond *cond, const char *negation,
                         struct buf *to)
{
    buf_printf(to, "%s%sin audience %s", phrasing->rest, negation, cond->audience);
    if (cond->version)
        buf_printf(to, ", version %lld", (long long)cond->version);
}

static void add_negated(struct ctx *ctx, const struct model *model, const struct phrasing *phrasing,
                        const struct cond *cond, struct buf *to)
{
    if (cond->did) {
        add_did(ctx, model, phrasing, cond->did, true, to);
    } else if (cond->audience) {
        add_audience(phrasing, cond, "not ", to);
    } else {
        buf_text(to, "not (");
        words_cond(ctx, model, phrasing, cond, to);
        buf_char(to, ')');
    }
}

void words_cond(struct ctx *ctx, const struct model *model, const struct phrasing *phrasing,
                const struct cond *cond, struct buf *to)
{
    if (cond->all) {
        add_group(ctx, model, phrasing, cond->all, cond->n_all, " and ", to);
    } else if (cond->any) {
        add_group(ctx, model, phrasing, cond->any, cond->n_any, " or ", to);
    } else if (cond->negated) {
        add_negated(ctx, model, phrasing, unwrapped(cond->negated), to);
    } else if (cond->did) {
        add_did(ctx, model, phrasing, cond->did, false, to);
    } else if (cond->audience) {
        add_audience(phrasing, cond, "", to);
    } else if (cond->metric) {
        buf_printf(to, "%s%s", phrasing->field, words_label(ctx, model, cond->metric));
        add_time(ctx, cond->time, to);
        add_where(ctx, model, cond->where, to);
        add_test(ctx, cond, to);
    } else if (phrasing->has && json_is_boolean(cond->value)) {
        const bool has = json_is_true(cond->value) == (cond->op == TEST_EQ);

        buf_printf(to, "%s%s", has ? phrasing->has : phrasing->has_not, words_label(ctx, model, cond->field));
    } else {
        buf_printf(to, "%s%s", phrasing->field, words_label(ctx, model, cond->field));
        add_test(ctx, cond, to);
    }
}
