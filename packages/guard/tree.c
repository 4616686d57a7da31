/*
 * Every object of the tree is looked at, whatever member it hangs on. One with a "class" is an expression,
 * one with a "type" in text is a node, a table or a type; a kind that isn't listed here is refused, so a new
 * engine's new syntax is refused until somebody has read what it does.
 */
#include "packages/guard/tree.h"

#include <string.h>

enum { MOST_NODES = 20000, MOST_DEPTH = 600 };

/* Names of CTEs in scope, innermost first. A hidden one can't be reached where it stands, its own body: there
 * the name means what it meant outside. */
struct scope {
    const char *name;
    bool is_hidden;
    const struct scope *outer;
};

struct walk {
    struct ctx *ctx;
    const struct guard_policy *policy;
    struct guard_verdict *out;
    struct refusal *why;
    size_t n_nodes, depth;
};

static bool walk_any(struct walk *walk, json_t *json, const struct scope *scope);

static const char *member(json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));

    return text ? text : "";
}

static bool no(struct walk *walk, json_t *json, const char *name, const char *reason)
{
    const json_t *at = json_object_get(json, "query_location");

    *walk->why =
        (struct refusal){ reason, name,
                          json_is_number(at) && json_number_value(at) < 1e9 ? (size_t)json_number_value(at)
                                                                            : SIZE_MAX };
    return false;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (text_is(*words, word))
            return true;
    return false;
}

/* --- tables --- */

static bool is_cte(const char *name, const struct scope *scope)
{
    for (; scope; scope = scope->outer)
        if (!scope->is_hidden && same_name(scope->name, name))
            return true;
    return false;
}

/* "t", "main.t", "catalog.t" and "catalog.main.t" are one table. */
static bool is_at_home(const struct guard_policy *policy, const char *catalog, const char *schema)
{
    if (*catalog)
        return same_name(catalog, policy->catalog) && same_name(schema, "main");
    return !*schema || same_name(schema, "main") || same_name(schema, policy->catalog);
}

static bool check_table(struct walk *walk, json_t *json, const struct scope *scope)
{
    const char *catalog = member(json, "catalog_name"), *schema = member(json, "schema_name");
    const char *table = member(json, "table_name");

    if (json_object_get(json, "at_clause"))
        return no(walk, json, table, "a table's earlier states can't be read");
    if (!*catalog && !*schema && is_cte(table, scope))
        return true;
    if (is_at_home(walk->policy, catalog, schema)) {
        for (const char *const *known = walk->policy->tables; *known; known++) {
            if (same_name(*known, table)) {
                reads_table(walk->ctx, walk->out, *known);
                return true;
            }
        }
    }
    return no(walk, json, table, "is not a table that may be read");
}

static bool is_system(json_t *function)
{
    const char *catalog = member(function, "catalog"), *schema = member(function, "schema");
    const bool is_known = !*schema || same_name(schema, "main") || same_name(schema, "pg_catalog");

    return is_known && (!*catalog || same_name(catalog, "system"));
}

static bool check_table_function(struct walk *walk, json_t *json)
{
    static const char *const allowed[] = { "unnest", "generate_series", "range", NULL };
    json_t *function = json_object_get(json, "function");
    const char *name = text_lower(walk->ctx->arena, member(function, "function_name"));

    if (!text_is(member(function, "class"), "FUNCTION"))
        return no(walk, json, NULL, "a table function must be called by its name");
    if (!is_system(function) || !is_one_of(name, allowed))
        return no(walk, json, name, "is not a table function that may be called");
    return true;
}

/* --- expressions --- */

/*
 * "x.upper()" calls upper with the column x, and the parser can't tell it from a function "upper" in a schema
 * "x". Where foreign SQL runs no schema but the system's holds a function, so the name alone decides.
 */
static bool check_function(struct walk *walk, json_t *json)
{
    const char *name = text_lower(walk->ctx->arena, member(json, "function_name"));
    const char *schema = member(json, "schema");
    const bool is_listed = guard_function(name) == GUARD_ALLOWED || text_is(name, "unnest");
    const bool is_elsewhere =
        same_name(schema, "information_schema") ||
        ((same_name(schema, "main") || same_name(schema, "pg_catalog")) && !is_system(json));

    return (is_listed && !is_elsewhere) || no(walk, json, name, "is not a function that may be called");
}

/* Words that are functions without brackets. */
static bool check_column(struct walk *walk, json_t *json)
{
    static const char *const told[] = { "current_catalog",
                                        "current_database",
                                        "current_role",
                                        "current_schema",
                                        "current_user",
                                        "session_user",
                                        NULL };
    json_t *names = json_object_get(json, "column_names");
    const char *name = json_string_value(json_array_get(names, 0));

    if (json_array_size(names) == 1 && name && is_one_of(text_lower(walk->ctx->arena, name), told))
        return no(walk, json, name, "is not a function that may be called");
    return true;
}

static bool check_expression(struct walk *walk, json_t *json)
{
    static const char *const allowed[] = { "BETWEEN",    "CASE",       "CAST",        "COLLATE",
                                           "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT",
                                           "FUNCTION",   "LAMBDA",     "OPERATOR",    "POSITIONAL_REFERENCE",
                                           "STAR",       "SUBQUERY",   "WINDOW",      NULL };
    const char *class = member(json, "class");

    if (text_is(class, "PARAMETER"))
        return no(walk, json, NULL, "a statement has no parameters: write the value");
    if (!is_one_of(class, allowed))
        return no(walk, json, NULL, "an expression of this kind can't be used");
    if (text_is(class, "COLUMN_REF"))
        return check_column(walk, json);
    if (text_is(class, "FUNCTION") || text_is(class, "WINDOW"))
        return check_function(walk, json);
    return true;
}

/* --- the walk --- */

static bool walk_members(struct walk *walk, json_t *json, const char *but, const struct scope *scope)
{
    const char *key;
    json_t *value;

    json_object_foreach(json, key, value)
    {
        if (!text_is(key, but) && !walk_any(walk, value, scope))
            return false;
    }
    return true;
}

/* A CTE sees those before it; from the query on, all of them are seen. */
static bool walk_query(struct walk *walk, json_t *node, const struct scope *scope)
{
    json_t *ctes = json_object_get(json_object_get(node, "cte_map"), "map"), *cte;
    size_t i;

    json_array_foreach(ctes, i, cte)
    {
        struct scope *with = arena_alloc(walk->ctx->arena, sizeof(*with));

        *with = (struct scope){ member(cte, "key"), true, scope };
        if (!walk_any(walk, json_object_get(cte, "value"), with))
            return false;
        with->is_hidden = false;
        scope = with;
    }
    return walk_members(walk, node, "cte_map", scope);
}

/* The first part of a recursive one can't see itself: there the name still means a table. */
static bool walk_recursive(struct walk *walk, json_t *node, const struct scope *scope)
{
    struct scope itself = { member(node, "cte_name"), false, scope };
    json_t *ctes = json_object_get(json_object_get(node, "cte_map"), "map");

    if (json_array_size(ctes) > 0)
        return no(walk, node, NULL, "a recursive query can't define tables of its own");
    return walk_any(walk, json_object_get(node, "right"), &itself) &&
           walk_members(walk, node, "right", scope);
}

static bool check_node(struct walk *walk, json_t *json, const struct scope *scope)
{
    static const char *const plain[] = { "EMPTY",
                                         "EXPRESSION_LIST",
                                         "JOIN",
                                         "PIVOT",
                                         "SUBQUERY",
                                         "DISTINCT_MODIFIER",
                                         "LIMIT_MODIFIER",
                                         "LIMIT_PERCENT_MODIFIER",
                                         "ORDER_MODIFIER",
                                         "ORDER_DEFAULT",
                                         "ASCENDING",
                                         "DESCENDING",
                                         NULL };
    const char *type = member(json, "type");

    if (text_is(type, "BASE_TABLE"))
        return check_table(walk, json, scope) && walk_members(walk, json, "", scope);
    if (text_is(type, "TABLE_FUNCTION"))
        return check_table_function(walk, json) &&
               walk_members(walk, json_object_get(json, "function"), "", scope);
    if (text_is(type, "SELECT_NODE") || text_is(type, "SET_OPERATION_NODE"))
        return walk_query(walk, json, scope);
    if (text_is(type, "RECURSIVE_CTE_NODE"))
        return walk_recursive(walk, json, scope);
    if (text_is(type, "SHOW_REF"))
        return no(walk, json, NULL, "DESCRIBE, SHOW and SUMMARIZE can't be used");
    if (text_is(type, "PIVOT") && *member(json, "pivot_enum"))
        return no(walk, json, NULL, "a PIVOT needs its values as a list");
    if (is_one_of(type, plain) || text_ends(type, "_TYPE_INFO"))
        return walk_members(walk, json, "", scope);
    return no(walk, json, NULL, "a statement of this kind can't be used");
}

static bool walk_object(struct walk *walk, json_t *json, const struct scope *scope)
{
    if (json_object_get(json, "class")) {
        if (!check_expression(walk, json))
            return false;
        /* A constant's value is data. */
        return text_is(member(json, "class"), "CONSTANT") || walk_members(walk, json, "", scope);
    }
    if (json_is_string(json_object_get(json, "type")))
        return check_node(walk, json, scope);
    return walk_members(walk, json, "", scope);
}

static bool walk_any(struct walk *walk, json_t *json, const struct scope *scope)
{
    bool may = true;
    json_t *each;
    size_t i;

    if (!json_is_object(json) && !json_is_array(json))
        return true;
    if (++walk->n_nodes > MOST_NODES)
        return no(walk, NULL, NULL, "the statement has too many parts");
    if (++walk->depth > MOST_DEPTH)
        return no(walk, NULL, NULL, "the statement is nested too deeply");
    if (json_is_object(json)) {
        may = walk_object(walk, json, scope);
    } else {
        json_array_foreach(json, i, each)
        {
            may = may && walk_any(walk, each, scope);
        }
    }
    walk->depth--;
    return may;
}

bool tree_may_run(struct ctx *ctx, const struct guard_policy *policy, json_t *tree, struct guard_verdict *out,
                  struct refusal *why)
{
    json_t *statements = json_object_get(tree, "statements");
    json_t *node = json_object_get(json_array_get(statements, 0), "node");
    struct walk walk = { .ctx = ctx, .policy = policy, .out = out, .why = why };

    if (json_array_size(statements) == 0)
        return no(&walk, NULL, NULL, "there is no statement");
    if (json_array_size(statements) > 1)
        return no(&walk, NULL, NULL, "only one statement may be sent");
    if (!json_is_string(json_object_get(node, "type")))
        return no(&walk, NULL, NULL, "a statement of this kind can't be used");
    return walk_any(&walk, json_array_get(statements, 0), NULL);
}
