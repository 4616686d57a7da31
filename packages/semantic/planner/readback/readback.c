/*
 * The sentence of reading.c, from its head to its limit. The plan is taken only when its own reading is the
 * text again, so nothing that people say otherwise is taken for one.
 */
#include "packages/semantic/planner/readback/readback.h"

#include "packages/semantic/period.h"
#include "packages/semantic/planner/readback/reader.h"
#include "packages/semantic/reading.h"
#include "packages/semantic/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- words --- */

bool take(struct reader *reader, const char *text)
{
    if (!text_starts(reader->at, text))
        return false;
    reader->at += strlen(text);
    return true;
}

bool take_number(struct reader *reader, double *out)
{
    char *end;

    if (!strchr("-0123456789", *reader->at) || !*reader->at)
        return false;
    *out = strtod(reader->at, &end);
    if (end == reader->at)
        return false;
    reader->at = end;
    return true;
}

bool take_count(struct reader *reader, int64_t *out)
{
    const size_t len = strspn(reader->at, "0123456789");

    if (!len || len > 9)
        return false;
    *out = strtoll(reader->at, NULL, 10);
    reader->at += len;
    return true;
}

int take_word_of(struct reader *reader, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (take(reader, words[i]))
            return (int)i;
    return NONE;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The first letter of a sentence is large. */
static size_t length_there(struct reader *reader, const char *name)
{
    const char *label = words_label(reader->ctx, reader->model, name);
    const size_t len = strlen(label);

    return strncasecmp(reader->at, label, len) == 0 && !is_letter(reader->at[len]) ? len : 0;
}

const char *take_metric(struct reader *reader)
{
    const char *found = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < reader->model->n_metrics; i++) {
        const size_t len = length_there(reader, reader->model->metrics[i].name);

        if (len > longest) {
            longest = len;
            found = reader->model->metrics[i].name;
        }
    }
    reader->at += longest;
    return found;
}

const char *take_dimension(struct reader *reader)
{
    const char *found = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < reader->model->n_dimensions; i++) {
        const size_t len = length_there(reader, reader->model->dimensions[i].name);

        if (len > longest) {
            longest = len;
            found = reader->model->dimensions[i].name;
        }
    }
    reader->at += longest;
    return found;
}

/* --- parts of the sentence --- */

typedef json_t *part(struct reader *reader);

/* "A, B and C". A comma may also begin what comes next. */
static json_t *read_list(struct reader *reader, part *read)
{
    json_t *all = json_keep(reader->ctx, json_array());
    const char *after = NULL;

    do {
        json_t *one = read(reader);

        if (!one)
            break;
        json_array_append(all, one);
        after = reader->at;
    } while (take(reader, ", ") || take(reader, " and "));
    if (after)
        reader->at = after;
    return json_array_size(all) ? all : NULL;
}

static json_t *name_json(struct reader *reader, const char *name)
{
    return name ? json_keep(reader->ctx, json_string(name)) : NULL;
}

static json_t *read_metric(struct reader *reader)
{
    return name_json(reader, take_metric(reader));
}

static json_t *read_name(struct reader *reader)
{
    return name_json(reader, take_dimension(reader));
}

static const char *const grains[] = { "hour", "day", "week", "month", "quarter", "year" };

static json_t *read_dim(struct reader *reader)
{
    const char *from = reader->at, *name = NULL;
    const int grain = take_word_of(reader, grains, COUNT(grains));
    json_t *dim = json_keep(reader->ctx, json_object());

    if (grain >= 0 && !is_letter(*reader->at) && take(reader, " of ") && (name = take_dimension(reader))) {
        json_object_set_new(dim, "grain", json_string(grains[grain]));
    } else {
        reader->at = from;
        name = take_dimension(reader);
    }
    if (!name && grain >= 0) {
        reader->at = from + strlen(grains[grain]);
        name = is_letter(*reader->at) ? NULL : "date";
        json_object_set_new(dim, "grain", json_string(grains[grain]));
    }
    if (!name)
        return NULL;
    json_object_set_new(dim, "name", json_string(name));
    return dim;
}

static const char *const tests[][2] = { { " is more than ", "gt" }, { " is at least ", "gte" },
                                        { " is less than ", "lt" }, { " is at most ", "lte" },
                                        { " is not ", "ne" },       { " is ", "eq" } };
static const char *const aspects[][2] = { { "percent change in ", "change_pct" },
                                          { "change in ", "change" },
                                          { "share of ", "share" } };

static const char *take_aspect(struct reader *reader)
{
    for (size_t i = 0; i < COUNT(aspects); i++)
        if (take(reader, aspects[i][0]))
            return aspects[i][1];
    return NULL;
}

static json_t *read_having(struct reader *reader);

static json_t *read_having_group(struct reader *reader)
{
    json_t *all = json_keep(reader->ctx, json_array()), *group = json_keep(reader->ctx, json_object());
    json_t *one = read_having(reader);
    const char *joint = text_starts(reader->at, " and ") ? " and " : " or ";

    for (; one; one = read_having(reader)) {
        json_array_append(all, one);
        if (take(reader, ")")) {
            json_object_set(group, text_is(joint, " and ") ? "all" : "any", all);
            return group;
        }
        if (!take(reader, joint))
            return NULL;
    }
    return NULL;
}

static json_t *read_having(struct reader *reader)
{
    json_t *having = json_keep(reader->ctx, json_object());
    const char *aspect, *metric, *op = NULL;
    double value;
    bool is_fraction;

    if (take(reader, "("))
        return read_having_group(reader);
    aspect = take_aspect(reader);
    metric = take_metric(reader);
    for (size_t i = 0; metric && !op && i < COUNT(tests); i++)
        if (take(reader, tests[i][0]))
            op = tests[i][1];
    if (!op || !take_number(reader, &value))
        return NULL;
    is_fraction = take(reader, " %") && !text_is(aspect, "change_pct");
    json_object_set_new(having, "metric", json_string(metric));
    json_object_set_new(having, "op", json_string(op));
    json_object_set_new(having, "value", json_real(is_fraction ? value / 100 : value));
    if (aspect)
        json_object_set_new(having, "of", json_string(aspect));
    return having;
}

static bool read_within(struct reader *reader, json_t *calc)
{
    json_t *within = take(reader, " within ") ? read_list(reader, read_name) : NULL;
    int64_t window;

    if (within)
        json_object_set(calc, "within", within);
    if (!take(reader, " over "))
        return true;
    if (!take_count(reader, &window) || !take(reader, " points"))
        return false;
    json_object_set_new(calc, "window", json_integer(window));
    return true;
}

/* ", with the share of sessions within country". */
static bool read_calcs(struct reader *reader, json_t *plan)
{
    static const char *const words[][2] = { { "the share of ", "share" },
                                            { "the running total of ", "running_total" },
                                            { "the moving average of ", "moving_average" } };
    json_t *all = json_keep(reader->ctx, json_array());

    while (take(reader, ", with ")) {
        json_t *calc = json_keep(reader->ctx, json_object()), *metric = NULL;

        for (size_t i = 0; !metric && i < COUNT(words); i++) {
            if (!take(reader, words[i][0]))
                continue;
            json_object_set_new(calc, "type", json_string(words[i][1]));
            metric = read_metric(reader);
        }
        if (!metric || !read_within(reader, calc))
            return false;
        json_object_set(calc, "metric", metric);
        json_array_append(all, calc);
    }
    if (json_array_size(all))
        json_object_set(plan, "calc", all);
    return true;
}

static bool read_top(struct reader *reader, json_t *plan)
{
    const bool is_last = take(reader, ", the last ");
    json_t *top = json_keep(reader->ctx, json_object()), *per, *by;
    int64_t n;

    if (!is_last && !take(reader, ", the top "))
        return true;
    if (!take_count(reader, &n) || !take(reader, " for each "))
        return false;
    per = read_list(reader, read_name);
    by = take(reader, " by ") ? read_metric(reader) : NULL;
    if (!per || !by)
        return false;
    json_object_set_new(top, "n", json_integer(n));
    json_object_set(top, "per", per);
    json_object_set(top, "by", by);
    json_object_set_new(top, "dir", json_string(is_last ? "asc" : "desc"));
    json_object_set(plan, "top", top);
    return true;
}

static bool is_of(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (text_is(json_string_value(json_array_get(list, i)), name))
            return true;
    return false;
}

/* A name may be a metric's and a dimension's: the plan's own metrics come first. */
static const char *take_ordered(struct reader *reader, const json_t *plan)
{
    const char *from = reader->at, *name = take_metric(reader);

    if (name && is_of(json_object_get(plan, "metrics"), name))
        return name;
    reader->at = from;
    return take_dimension(reader);
}

static bool read_order(struct reader *reader, json_t *plan)
{
    json_t *all = json_keep(reader->ctx, json_array());
    bool more = take(reader, ", ordered by ");

    while (more) {
        json_t *order = json_keep(reader->ctx, json_object());
        const char *aspect = take_aspect(reader), *name = take_ordered(reader, plan);
        const bool is_down = take(reader, ", highest first");

        if (!name || (!is_down && !take(reader, ", lowest first")))
            return false;
        json_object_set_new(order, "by", json_string(name));
        json_object_set_new(order, "dir", json_string(is_down ? "desc" : "asc"));
        if (aspect)
            json_object_set_new(order, "value", json_string(aspect));
        json_array_append(all, order);
        more = take(reader, "; ");
    }
    if (json_array_size(all))
        json_object_set(plan, "order", all);
    return true;
}

static bool read_limit(struct reader *reader, json_t *plan)
{
    const char *from = reader->at;
    int64_t n;

    if (take(reader, ", ") && take_count(reader, &n) && (take(reader, " rows") || take(reader, " row")) &&
        take(reader, " at most"))
        json_object_set_new(plan, "limit", json_integer(n));
    else
        reader->at = from;
    if (take(reader, " after the first ") && take_count(reader, &n))
        json_object_set_new(plan, "offset", json_integer(n));
    return true;
}

/* --- the whole --- */

static bool read_compare(struct reader *reader, json_t *plan)
{
    static const char *const befores[] = { "the period before, ", "the year before, " };
    static const char *const names[] = { "previous_period", "previous_year" };
    json_t *time, *compare;
    int before;

    if (!take(reader, ", compared with "))
        return true;
    before = take_word_of(reader, befores, COUNT(befores));
    time = read_time(reader);
    if (!time)
        return false;
    compare = json_object();
    json_object_set_new(plan, "compare", compare);
    if (before >= 0) {
        json_object_set_new(compare, "to", json_string(names[before]));
        return true;
    }
    json_object_set(compare, "from", json_object_get(time, "from"));
    json_object_set(compare, "until", json_object_get(time, "to"));
    return true;
}

static bool read_rows(struct reader *reader, json_t *plan, bool is_shape)
{
    json_t *dims = NULL, *filter = NULL;

    if (take(reader, is_shape ? ", by " : " by ")) {
        dims = read_list(reader, read_dim);
        if (!dims)
            return false;
        json_object_set(plan, "dimensions", dims);
    }
    if (!take(reader, is_shape ? ", of events where " : " where "))
        return true;
    filter = read_cond(reader);
    json_object_set(plan, "filter", filter);
    return filter != NULL;
}

static json_t *read_plan(struct reader *reader)
{
    json_t *plan = json_keep(reader->ctx, json_object()), *metrics, *time, *having;
    const char *from = reader->at;
    const bool is_shape = read_shape(reader, plan);

    if (!is_shape)
        reader->at = from;
    metrics = is_shape ? json_keep(reader->ctx, json_array()) : read_list(reader, read_metric);
    json_object_set_new(plan, "version", json_integer(1));
    if (!metrics)
        return NULL;
    json_object_set(plan, "metrics", metrics);
    if (!read_rows(reader, plan, is_shape) || !take(reader, ", "))
        return NULL;
    time = read_time(reader);
    if (!time || !read_days(reader, time) || !read_compare(reader, plan))
        return NULL;
    json_object_set(plan, "time", time);
    if (take(reader, ", only where ")) {
        having = read_having(reader);
        if (!having)
            return NULL;
        json_object_set(plan, "having", having);
    }
    return read_calcs(reader, plan) && read_top(reader, plan) && read_order(reader, plan) &&
                   read_limit(reader, plan) && !*reader->at
               ? plan
               : NULL;
}

bool readback(struct ctx *ctx, const struct model *model, const char *text, struct date today,
              struct plan *out)
{
    const enum week_start weeks = week_start_of(model);
    struct reader reader = { ctx, model, text };
    json_t *tree = strstr(text, ", ") ? read_plan(&reader) : NULL;
    struct period now, before = { 0 };

    if (!tree || plan_decode(ctx, tree, out) || plan_check(ctx, model, out))
        return false;
    now = period_of(out->time, today, weeks);
    if (out->compare)
        before = period_before(out->compare, out->time, now, today, weeks);
    return text_is(plan_reading(ctx, model, out, now, out->compare ? &before : NULL), text);
}
