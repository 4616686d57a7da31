/*
 * How the sentences of funnels, retentions and paths begin.
 */
#include "packages/semantic/planner/readback/reader.h"

static const char *take_scope(struct reader *reader)
{
    return take(reader, "sessions") ? "session" : take(reader, "users") ? "user" : NULL;
}

/* Steps end where what follows is no condition. */
static json_t *read_steps(struct reader *reader, const char *joint)
{
    json_t *steps = json_keep(reader->ctx, json_array()), *cond;
    const char *after = reader->at;

    while ((cond = read_cond(reader))) {
        json_t *step = json_object();

        json_object_set(step, "filter", cond);
        json_array_append_new(steps, step);
        after = reader->at;
        if (!take(reader, joint))
            break;
    }
    reader->at = after;
    return json_array_size(steps) ? steps : NULL;
}

static json_t *read_funnel(struct reader *reader)
{
    const char *scope = take_scope(reader), *from;
    const bool is_ordered = !take(reader, " in any order");
    json_t *funnel = json_keep(reader->ctx, json_object()), *steps;
    int64_t days;

    steps = scope && take(reader, ": ") ? read_steps(reader, is_ordered ? ", then " : ", ") : NULL;
    if (!steps)
        return NULL;
    json_object_set(funnel, "steps", steps);
    json_object_set_new(funnel, "scope", json_string(scope));
    json_object_set_new(funnel, "ordered", json_boolean(is_ordered));
    from = reader->at;
    if (take(reader, ", within ") && take_count(reader, &days) &&
        (take(reader, " days") || take(reader, " day")))
        json_object_set_new(funnel, "within_days", json_integer(days));
    else
        reader->at = from;
    return funnel;
}

static json_t *read_retention(struct reader *reader)
{
    static const char *const words[] = { "Daily", "Weekly", "Monthly" }, *const grains[] = { "day", "week",
                                                                                             "month" };
    json_t *retention = json_keep(reader->ctx, json_object()), *cohort, *returns = NULL;
    const int grain = take_word_of(reader, words, COUNT(words));
    int64_t periods;

    if (grain < 0 || !take(reader, " retention over ") || !take_count(reader, &periods) ||
        !take(reader, " ") || !take(reader, grains[grain]))
        return NULL;
    (void)take(reader, "s");
    if (!take(reader, " of users, in cohorts by the first event ever where "))
        return NULL;
    cohort = read_cond(reader);
    if (!cohort)
        return NULL;
    if (take(reader, ", who come back with an event where "))
        returns = read_cond(reader);
    else if (!take(reader, ", who come back with any event"))
        return NULL;
    json_object_set(retention, "cohort", cohort);
    if (returns)
        json_object_set(retention, "returns", returns);
    json_object_set_new(retention, "grain", json_string(grains[grain]));
    json_object_set_new(retention, "periods", json_integer(periods));
    return retention;
}

static bool read_ends(struct reader *reader, json_t *path)
{
    json_t *start = NULL, *end = NULL;
    bool has_end;

    if (take(reader, ", from where ")) {
        start = read_cond(reader);
        if (!start)
            return false;
        json_object_set(path, "start", start);
    }
    has_end = take(reader, start ? ", to where " : ", leading to where ");
    end = has_end ? read_cond(reader) : NULL;
    if (end)
        json_object_set(path, "end", end);
    return !has_end || end;
}

static json_t *read_path(struct reader *reader)
{
    const char *scope = take_scope(reader), *field = NULL;
    json_t *path = json_keep(reader->ctx, json_object());
    int64_t steps;

    if (scope && take(reader, " by "))
        field = take_dimension(reader);
    if (!field || !take(reader, ", ") || !take_count(reader, &steps) || !take(reader, " step"))
        return NULL;
    (void)take(reader, "s");
    if (!read_ends(reader, path))
        return NULL;
    json_object_set_new(path, "field", json_string(field));
    json_object_set_new(path, "steps", json_integer(steps));
    json_object_set_new(path, "scope", json_string(scope));
    json_object_set_new(path, "collapse", json_boolean(!take(reader, ", each event a stop")));
    return path;
}

bool read_shape(struct reader *reader, json_t *plan)
{
    const char *from = reader->at;
    json_t *funnel = take(reader, "Funnel of ") ? read_funnel(reader) : NULL, *retention = NULL, *path = NULL;

    if (!funnel) {
        reader->at = from;
        retention = read_retention(reader);
    }
    if (!funnel && !retention) {
        reader->at = from;
        path = take(reader, "Paths of ") ? read_path(reader) : NULL;
    }
    if (funnel)
        json_object_set(plan, "funnel", funnel);
    if (retention)
        json_object_set(plan, "retention", retention);
    if (path)
        json_object_set(plan, "path", path);
    return funnel || retention || path;
}
