#include "packages/semantic/planner/readback/reader.h"
#include "packages/semantic/words.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_VALUE = 4096 };

static json_t *object_of(struct reader *reader, const char *key, json_t *value)
{
    json_t *tree = json_keep(reader->ctx, json_object());

    json_object_set(tree, key, value);
    return tree;
}

/* --- values --- */

static json_t *read_quoted(struct reader *reader)
{
    struct buf text = buf_in(reader->ctx->arena, LONGEST_VALUE);
    const char *at = reader->at + 1;

    for (; *at; at++) {
        if (*at == '"' && at[1] != '"')
            break;
        at += *at == '"';
        buf_char(&text, *at);
    }
    if (!*at)
        return NULL;
    reader->at = at + 1;
    return json_keep(reader->ctx, json_string(buf_str(&text)));
}

/* A bare value ends before a comma, a bracket or a word of the sentence. */
static size_t bare_length(const char *text)
{
    static const char *const ends[] = { " and ", " or ", " where ", " by " };
    size_t len = strcspn(text, ",()\"");

    for (size_t i = 0; i < COUNT(ends); i++) {
        const char *end = strstr(text, ends[i]);

        if (end && (size_t)(end - text) < len)
            len = (size_t)(end - text);
    }
    return len;
}

static json_t *read_value(struct reader *reader, enum type type)
{
    double number;
    size_t len;

    if (type == TYPE_BOOLEAN)
        return take(reader, "yes")  ? json_keep(reader->ctx, json_true())
               : take(reader, "no") ? json_keep(reader->ctx, json_false())
                                    : NULL;
    if (type == TYPE_INTEGER || type == TYPE_NUMBER) {
        if (!take_number(reader, &number))
            return NULL;
        return json_keep(reader->ctx, number == (double)(int64_t)number ? json_integer((int64_t)number)
                                                                        : json_real(number));
    }
    if (*reader->at == '"')
        return read_quoted(reader);
    len = bare_length(reader->at);
    if (!words_is_plain(arena_text_n(reader->ctx->arena, reader->at, len)))
        return NULL;
    reader->at += len;
    return json_keep(reader->ctx, json_stringn(reader->at - len, len));
}

/* --- a field and its test --- */

static const struct tests {
    const char *words, *op;
    char shape; /* none, one, between or list */
} tests[] = {
    { " is none of ", "not_in", 'l' },
    { " is not set", "is_null", 'n' },
    { " is set", "not_null", 'n' },
    { " is more than ", "gt", '1' },
    { " is at least ", "gte", '1' },
    { " is less than ", "lt", '1' },
    { " is at most ", "lte", '1' },
    { " is between ", "between", 'b' },
    { " is not ", "ne", '1' },
    { " is ", "in", 'l' },
    { " contains ", "contains", '1' },
    { " does not contain ", "not_contains", '1' },
    { " starts with ", "starts_with", '1' },
    { " ends with ", "ends_with", '1' },
};

static bool is_cond_next(struct reader *reader)
{
    struct reader ahead = *reader;

    if (*ahead.at == '(' || take(&ahead, "not (") || take(&ahead, "the user ") ||
        take(&ahead, "the session's user "))
        return true;
    if (!take_dimension(&ahead))
        return false;
    for (size_t i = 0; i < COUNT(tests); i++)
        if (take(&ahead, tests[i].words))
            return true;
    return false;
}

/* "A", "A or B", "A, B or C": what is behind a comma counts only with an "or" after it. */
static json_t *read_values(struct reader *reader, enum type type)
{
    json_t *all = json_keep(reader->ctx, json_array()), *value = read_value(reader, type), *first;
    const char *after = reader->at;

    if (!value)
        return NULL;
    json_array_append(all, value);
    first = json_keep(reader->ctx, json_array());
    json_array_append(first, value);
    while (take(reader, ", ") && !is_cond_next(reader) && (value = read_value(reader, type)))
        json_array_append(all, value);
    if (json_array_size(all) > 1 && !strncmp(reader->at, " or ", 4)) {
        take(reader, " or ");
        value = read_value(reader, type);
        if (value)
            json_array_append(all, value);
        return value ? all : NULL;
    }
    reader->at = after;
    if (take(reader, " or ") && !is_cond_next(reader) && (value = read_value(reader, type))) {
        json_array_append(first, value);
        return first;
    }
    reader->at = after;
    return first;
}

static bool read_operand(struct reader *reader, const struct tests *test, enum type type, json_t *cond)
{
    json_t *value, *values;

    if (test->shape == 'n')
        return true;
    if (test->shape == 'l') {
        values = read_values(reader, type);
        json_object_set(cond, "values", values);
        if (json_array_size(values) == 1 &&
            text_is(test->op, "in")) { /* of one value, and of what is true or false */
            json_object_set_new(cond, "op", json_string("eq"));
            json_object_set(cond, "value", json_array_get(values, 0));
            json_object_del(cond, "values");
        }
        return values != NULL;
    }
    value = read_value(reader, type);
    if (value && test->shape == '1')
        json_object_set(cond, "value", value);
    if (!value || test->shape == '1')
        return value != NULL;
    values = json_keep(reader->ctx, json_array());
    json_array_append(values, value);
    value = take(reader, " and ") ? read_value(reader, type) : NULL;
    json_array_append(values, value);
    json_object_set(cond, "values", values);
    return value != NULL;
}

static json_t *read_field(struct reader *reader)
{
    const char *name = take_dimension(reader);
    json_t *cond = json_keep(reader->ctx, json_object());

    for (size_t i = 0; name && i < COUNT(tests); i++) {
        if (!take(reader, tests[i].words))
            continue;
        json_object_set_new(cond, "field", json_string(name));
        json_object_set_new(cond, "op", json_string(tests[i].op));
        return read_operand(reader, &tests[i], model_dimension(reader->model, name)->face->type, cond) ? cond
                                                                                                       : NULL;
    }
    return NULL;
}

/* --- what people did --- */

static const char *read_deed(struct reader *reader, bool is_negated)
{
    size_t n, len = 0;
    const struct deed *deeds = words_deeds(&n), *found = NULL;

    for (size_t i = 0; i < n; i++) {
        const char *words = is_negated ? deeds[i].not_done : deeds[i].did;

        if (strlen(words) > len && text_starts(reader->at, words)) {
            found = &deeds[i];
            len = strlen(words);
        }
    }
    if (found) {
        reader->at += len;
        return found->event;
    }
    if (!take(reader, is_negated ? "do " : "did "))
        return NULL;
    len = strcspn(reader->at, " ,()");
    reader->at += len;
    return arena_text_n(reader->ctx->arena, reader->at - len, len);
}

static bool read_did_time(struct reader *reader, json_t *did)
{
    const char *from = reader->at;
    json_t *time;

    if (take(reader, " at any time")) {
        time = json_keep(reader->ctx, json_object());
        json_object_set_new(time, "all", json_true());
    } else if (!take(reader, " ")) {
        return true;
    } else {
        (void)(take(reader, "in ") || take(reader, "from ") || take(reader, "on "));
        time = read_time(reader);
    }
    if (!time) {
        reader->at = from;
        return true;
    }
    json_object_set(did, "time", time);
    return read_days(reader, time);
}

static json_t *read_did(struct reader *reader, bool is_of_session)
{
    const bool is_negated = take(reader, "did not ");
    const char *event = read_deed(reader, is_negated);
    json_t *did = json_keep(reader->ctx, json_object()), *cond = object_of(reader, "did", did), *where;
    int64_t times = 0;

    if (!event)
        return NULL;
    json_object_set_new(did, "event", json_string(event));
    if (is_of_session)
        json_object_set_new(did, "scope", json_string("session"));
    if (take(reader, " at least ")) {
        if (!take_count(reader, &times) || !take(reader, " times"))
            return NULL;
        json_object_set_new(did, "times", json_integer(times));
    }
    if (!read_did_time(reader, did))
        return NULL;
    if (take(reader, " where ")) {
        where = read_cond(reader);
        if (!where)
            return NULL;
        json_object_set(did, "where", where);
    }
    return is_negated ? object_of(reader, "not", cond) : cond;
}

/* --- groups --- */

static json_t *read_one(struct reader *reader)
{
    const bool is_not = take(reader, "not (");
    json_t *inner;

    if (is_not || take(reader, "(")) {
        inner = read_cond(reader);
        if (!inner || !take(reader, ")"))
            return NULL;
        return is_not ? object_of(reader, "not", inner) : inner;
    }
    if (take(reader, "the user "))
        return read_did(reader, false);
    if (take(reader, "the session's user "))
        return read_did(reader, true);
    return read_field(reader);
}

json_t *read_cond(struct reader *reader)
{
    const char *from = reader->at, *joint;
    json_t *first = read_one(reader), *all, *next;

    if (!first) {
        reader->at = from;
        return NULL;
    }
    joint = text_starts(reader->at, " and ") ? " and " : " or ";
    if (!text_starts(reader->at, joint))
        return first;
    all = json_keep(reader->ctx, json_array());
    json_array_append(all, first);
    while (take(reader, joint)) {
        next = read_one(reader);
        if (!next) {
            reader->at = from;
            return NULL;
        }
        json_array_append(all, next);
    }
    return object_of(reader, text_is(joint, " and ") ? "all" : "any", all);
}
