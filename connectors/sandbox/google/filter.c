#include "connectors/sandbox/google/filter.h"

#include "packages/core/text.h"

#include <string.h>
#include <strings.h>

enum comparison { IS, IS_NOT, ABOVE, AT_LEAST, BELOW, AT_MOST, HAS };

/* Longer signs first: they begin like shorter ones. */
static const struct {
    const char *sign;
    enum comparison what;
} operators[] = {
    { "!=", IS_NOT }, { ">=", AT_LEAST }, { "<=", AT_MOST }, { "=", IS },
    { ">", ABOVE },   { "<", BELOW },     { ":", HAS },
};

/* Field of a filter → member of the list's JSON. */
static const struct {
    const char *name, *key;
} columns[] = {
    { "access_reason", "accessReason" },
    { "description", "description" },
    { "display_name", "displayName" },
    { "id", "id" },
    { "ingested_user_list_info.upload_key_types", "uploadKeyTypes" },
    { "integration_code", "integrationCode" },
    { "membership_status", "membershipStatus" },
};

struct term {
    size_t column;
    enum comparison what;
    const char *value;
};

struct filter {
    struct term *terms;
    size_t n_terms;
};

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t");
}

/* NULL when nothing fits; otherwise where it goes on. */
static const char *read_column(const char *at, size_t *column)
{
    const size_t len = strcspn(at, " \t!=<>:");

    for (size_t i = 0; i < COUNT(columns); i++) {
        if (strlen(columns[i].name) == len && strncmp(columns[i].name, at, len) == 0) {
            *column = i;
            return skip_space(at + len);
        }
    }
    return NULL;
}

static const char *read_operator(const char *at, enum comparison *what)
{
    for (size_t i = 0; i < COUNT(operators); i++) {
        if (text_starts(at, operators[i].sign)) {
            *what = operators[i].what;
            return skip_space(at + strlen(operators[i].sign));
        }
    }
    return NULL;
}

/* Quoted, with \" and \\ inside, or a bare word. */
static const char *read_value(struct arena *arena, const char *at, const char **value)
{
    char *text = arena_alloc(arena, strlen(at) + 1);
    size_t len = strcspn(at, " \t");
    const char quote = *at;

    if (quote != '"' && quote != '\'') {
        *value = arena_text_n(arena, at, len);
        return len > 0 ? skip_space(at + len) : NULL;
    }
    len = 0;
    for (at++; *at && *at != quote; at++) {
        if (*at == '\\' && at[1])
            at++;
        text[len++] = *at;
    }
    *value = text;
    return *at ? skip_space(at + 1) : NULL;
}

const struct filter *filter_parse(struct arena *arena, const char *text)
{
    struct filter *filter = arena_alloc(arena, sizeof(*filter));
    const char *at = skip_space(text);

    while (*at) {
        struct term term;

        if (filter->n_terms > 0) {
            if (!text_starts(at, "AND "))
                return NULL;
            at = skip_space(at + strlen("AND "));
        }
        at = read_column(at, &term.column);
        at = at ? read_operator(at, &term.what) : NULL;
        at = at ? read_value(arena, at, &term.value) : NULL;
        if (!at)
            return NULL;
        *ARENA_PUSH(arena, filter->terms, filter->n_terms) = term;
    }
    return filter;
}

static bool compares(enum comparison what, int difference)
{
    switch (what) {
    case IS:
        return difference == 0;
    case IS_NOT:
        return difference != 0;
    case ABOVE:
        return difference > 0;
    case AT_LEAST:
        return difference >= 0;
    case BELOW:
        return difference < 0;
    default:
        return difference <= 0;
    }
}

static bool matches(const struct term *term, const char *value)
{
    int64_t a, b;

    if (term->what == HAS)
        return strcasestr(value, term->value) != NULL;
    if (text_to_int(value, &a) && text_to_int(term->value, &b))
        return compares(term->what, (a > b) - (a < b));
    return compares(term->what, strcmp(value, term->value));
}

static bool term_matches(const struct term *term, json_t *list)
{
    json_t *types = json_object_get(json_object_get(list, "ingestedUserListInfo"), "uploadKeyTypes"), *type;
    const char *key = columns[term->column].key;
    const char *value = json_string_value(json_object_get(list, key));
    size_t i;

    if (!text_is(key, "uploadKeyTypes"))
        return matches(term, value ? value : "");
    json_array_foreach(types, i, type) if (matches(term, json_string_value(type))) return true;
    return false;
}

bool filter_matches(const struct filter *filter, json_t *list)
{
    for (size_t i = 0; i < filter->n_terms; i++)
        if (!term_matches(&filter->terms[i], list))
            return false;
    return true;
}
