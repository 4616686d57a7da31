/*
 * GoogleSQL without its engine: one pass over the tokens that knows where tables stand (after FROM, JOIN and
 * a comma between them), where a bracket calls a function, and which names a WITH or an alias has bound. All
 * three must be on a list. What it can't place it refuses.
 */
#include "packages/guard/google.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_LEVELS = 200, MOST_PARTS = 8 };

/* Rows that literal series may make, multiplied: they cost no byte and no end of time. */
static const double most_series = 1e8;

/* Between a bracket and its end. */
struct level {
    const char *cte; /* its body: bound when the bracket ends */
    bool is_table;   /* stands where a table stands */
    bool is_extract; /* FROM is no clause here */
    bool is_with, is_recursive;
    bool in_from, wants_table;
    bool crosses; /* a comma or CROSS came, the next table is crossed */
    bool is_product, has_where;
    bool is_set;               /* one of UNION and its like: what follows all of it sees no table */
    size_t n_tables;           /* of the FROM: those of the list */
    size_t n_names, n_aliases; /* when it began */
    size_t floor;              /* aliases before it can't be seen: a table's subquery isn't correlated */
};

struct reading {
    struct ctx *ctx;
    const struct guard_policy *policy;
    struct guard_verdict *out;
    struct refusal *why;
    const struct token *tokens;
    size_t at;
    struct level levels[MOST_LEVELS];
    size_t depth;
    const char **names, **aliases;
    size_t n_names, n_aliases;
    double series;
};

static bool no(struct reading *reading, const struct token *token, const char *reason)
{
    const bool is_name = token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED;

    *reading->why = (struct refusal){ reason, is_name ? token->text : NULL, token->at };
    return false;
}

static const struct token *look(const struct reading *reading, size_t ahead)
{
    const struct token *token = &reading->tokens[reading->at];

    while (ahead-- > 0 && token->kind != TOKEN_END)
        token++;
    return token;
}

static bool is_sign(const struct token *token, const char *sign)
{
    return token->kind == TOKEN_SIGN && text_is(token->text, sign);
}

static bool is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && text_is(token->lower, word);
}

static bool is_name(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED;
}

static struct level *level(struct reading *reading)
{
    return &reading->levels[reading->depth];
}

static bool is_bound(const char *const *names, size_t from, size_t n, const char *name)
{
    for (size_t i = from; i < n; i++)
        if (same_name(names[i], name))
            return true;
    return false;
}

/* --- tables --- */

/* "events_*" on the list lets in the whole and each day's, and nothing else that begins so. */
static bool is_listed(const char *known, const char *path)
{
    const size_t len = strlen(known);

    if (!text_ends(known, "*"))
        return same_name(known, path);
    if (strncasecmp(known, path, len - 1) != 0 || !path[len - 1])
        return false;
    for (path += len - 1; *path; path++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", *path) &&
            !(*path == '*' && !path[1]))
            return false;
    return true;
}

static const char *whole_path(struct reading *reading, const char *path, size_t n_parts)
{
    const struct guard_policy *policy = reading->policy;

    if (n_parts == 1)
        return arena_printf(reading->ctx->arena, "%s.%s.%s", policy->project, policy->dataset, path);
    if (n_parts == 2)
        return arena_printf(reading->ctx->arena, "%s.%s", policy->project, path);
    return path;
}

static bool check_path(struct reading *reading, const struct token *token, const char *path)
{
    size_t n_parts = 1;
    const char *whole, *dot = strchr(path, '.');
    const char *first = arena_text_n(reading->ctx->arena, path, strcspn(path, "."));

    for (const char *at = path; *at; at++)
        n_parts += *at == '.';
    if (!dot && is_bound(reading->names, 0, reading->n_names, path))
        return true;
    if (dot && is_bound(reading->aliases, level(reading)->floor, reading->n_aliases, first))
        return true; /* an array of a row at hand */
    whole = whole_path(reading, path, n_parts);
    for (const char *const *known = reading->policy->tables; n_parts <= 3 && *known; known++) {
        if (is_listed(*known, whole)) {
            reads_table(reading->ctx, reading->out, whole);
            level(reading)->is_product |= level(reading)->crosses && level(reading)->n_tables > 0;
            level(reading)->n_tables++;
            return true;
        }
    }
    *reading->why = (struct refusal){ "is not a table that may be read", path, token->at };
    return false;
}

static void bind_alias(struct reading *reading, const char *standard)
{
    const struct token *next = look(reading, 0);
    const bool is_said = is_word(next, "as");

    next = is_said ? look(reading, 1) : next;
    if (next->kind == TOKEN_QUOTED ||
        (next->kind == TOKEN_WORD && !google_reserved(next->lower) && !is_sign(next + 1, "("))) {
        reading->at += is_said ? 2 : 1;
        standard = next->text;
    }
    if (standard)
        *ARENA_PUSH(reading->ctx->arena, reading->aliases, reading->n_aliases) = standard;
}

/* Parts by dots; in the first, words by dashes (a project's id). Quoted ones may hold dots themselves. */
static bool read_table(struct reading *reading)
{
    const struct token *first = look(reading, 0);
    struct buf path = buf_in(reading->ctx->arena, GUARD_MOST_TEXT);
    bool is_first = true;

    if (!is_name(first) || (first->kind == TOKEN_WORD && google_reserved(first->lower)))
        return no(reading, first, "a table is missing here");
    for (size_t parts = 0; parts < MOST_PARTS; parts++) {
        buf_text(&path, look(reading, 0)->text);
        reading->at++;
        while (is_first && is_sign(look(reading, 0), "-") &&
               (is_name(look(reading, 1)) || look(reading, 1)->kind == TOKEN_NUMBER)) {
            buf_printf(&path, "-%s", look(reading, 1)->text);
            reading->at += 2;
        }
        is_first = false;
        if (!is_sign(look(reading, 0), ".") || !is_name(look(reading, 1)))
            break;
        buf_char(&path, '.');
        reading->at++;
    }
    if (is_sign(look(reading, 0), "("))
        return no(reading, first, "is not a table function that may be called");
    if (!check_path(reading, first, buf_str(&path)))
        return false;
    level(reading)->wants_table = level(reading)->crosses = false;
    bind_alias(reading, strrchr(buf_str(&path), '.') ? strrchr(buf_str(&path), '.') + 1 : buf_str(&path));
    return true;
}

/* --- brackets --- */

static bool open_level(struct reading *reading, struct level with)
{
    const struct level *outer = level(reading);

    if (reading->depth + 1 == MOST_LEVELS)
        return no(reading, look(reading, 0), "the statement is nested too deeply");
    with.n_names = reading->n_names;
    with.n_aliases = reading->n_aliases;
    with.floor = with.is_table || with.cte ? reading->n_aliases : outer->floor;
    if (with.cte && with.is_recursive)
        *ARENA_PUSH(reading->ctx->arena, reading->names, reading->n_names) = with.cte;
    reading->levels[++reading->depth] = with;
    reading->at++;
    return true;
}

/* One SELECT's tables are known: two of them, crossed, without a condition are as many rows as their product.
 */
static bool end_select(struct reading *reading)
{
    struct level *at = level(reading);
    const bool is_product = at->is_product && !at->has_where;

    at->in_from = at->wants_table = at->crosses = at->is_product = at->has_where = false;
    at->n_tables = 0;
    return !is_product || no(reading, look(reading, 0), "two tables are crossed without a condition");
}

static bool may_begin(struct reading *reading, bool must_be_query);

/* The next of a WITH: name AS ( … */
static bool open_cte(struct reading *reading, bool is_recursive)
{
    const struct token *name = look(reading, 0);

    if (!is_name(name) || !is_word(look(reading, 1), "as") || !is_sign(look(reading, 2), "("))
        return no(reading, name, "the statement can't be parsed here");
    reading->at += 2;
    if (!may_begin(reading, true))
        return false;
    return open_level(reading, (struct level){ .cte = name->text, .is_recursive = is_recursive });
}

static bool close_level(struct reading *reading)
{
    struct level was = *level(reading);

    if (!reading->depth)
        return no(reading, look(reading, 0), "the statement can't be parsed here");
    if (was.wants_table)
        return no(reading, look(reading, 0), "a table is missing here");
    if (!end_select(reading))
        return false;
    reading->depth--;
    reading->at++;
    reading->n_names = was.n_names;
    reading->n_aliases = was.n_aliases;
    if (was.is_table)
        bind_alias(reading, NULL);
    if (!was.cte)
        return true;
    *ARENA_PUSH(reading->ctx->arena, reading->names, reading->n_names) = was.cte;
    if (!is_sign(look(reading, 0), ","))
        return true;
    reading->at++;
    return open_cte(reading, was.is_recursive);
}

/* Rows of GENERATE_ARRAY(1, 1000000). */
static void count_series(struct reading *reading)
{
    const struct token *from = look(reading, 1), *to = look(reading, 3);
    const struct token *step = is_sign(look(reading, 4), ",") ? look(reading, 5) : NULL;
    double rows;

    if (from->kind != TOKEN_NUMBER || to->kind != TOKEN_NUMBER)
        return;
    rows = strtod(to->text, NULL) - strtod(from->text, NULL);
    if (step && step->kind == TOKEN_NUMBER && strtod(step->text, NULL) > 0)
        rows /= strtod(step->text, NULL);
    reading->series = (reading->series ? reading->series : 1) * (rows > 1 ? rows : 1);
}

static bool read_keyword(struct reading *reading, const struct token *word);

/* A name and the bracket behind it. */
static bool read_call(struct reading *reading, const struct token *first, const char *lower, bool is_dotted)
{
    const bool is_keyword = !is_dotted && first->kind == TOKEN_WORD && google_before_bracket(lower);
    const bool is_table = level(reading)->wants_table;

    if (is_keyword && !is_word(first, "unnest")) {
        reading->at--; /* the bracket is read as any */
        return read_keyword(reading, first);
    }
    if (is_table && !is_word(first, "unnest"))
        return no(reading, first, "is not a table function that may be called");
    if (!is_keyword && !google_function(lower)) {
        *reading->why = (struct refusal){ "is not a function that may be called",
                                          arena_text(reading->ctx->arena, lower), first->at };
        return false;
    }
    if (text_is(lower, "generate_array"))
        count_series(reading);
    if (reading->series > most_series)
        return no(reading, first, "the series make too many rows");
    if (is_table)
        level(reading)->wants_table = level(reading)->crosses = false;
    return open_level(reading, (struct level){ .is_extract = text_is(lower, "extract"),
                                               .is_table = is_table && is_word(first, "unnest") });
}

/* --- words --- */

static bool read_with(struct reading *reading)
{
    const bool is_recursive = is_word(look(reading, 1), "recursive");
    const size_t ahead = is_recursive ? 2 : 1;

    if (!is_name(look(reading, ahead)) || !is_word(look(reading, ahead + 1), "as") ||
        !is_sign(look(reading, ahead + 2), "(")) {
        reading->at++; /* WITH OFFSET */
        return true;
    }
    reading->at += ahead;
    return open_cte(reading, is_recursive);
}

static bool read_from(struct reading *reading)
{
    struct level *at = level(reading);
    const struct token *before = reading->at ? &reading->tokens[reading->at - 1] : NULL;
    const struct token *further = reading->at > 1 ? before - 1 : NULL;
    const bool is_comparison = before && further && is_word(before, "distinct") &&
                               (is_word(further, "is") || is_word(further, "not"));

    reading->at++;
    if (at->is_extract || is_comparison)
        return true;
    reading->n_aliases = at->n_aliases;
    at->in_from = at->wants_table = true;
    at->n_tables = 0;
    return true;
}

static bool read_pipe(struct reading *reading)
{
    const struct token *operator= look(reading, 1);

    if (operator->kind != TOKEN_WORD || !google_pipe_operator(operator->lower))
        return no(reading, operator, "is not a pipe operator that may be used");
    level(reading)->has_where |= is_word(operator, "where");
    if (!google_pipe_keeps(operator->lower))
        reading->n_aliases = level(reading)->n_aliases;
    level(reading)->in_from = level(reading)->wants_table = false;
    reading->at++; /* the operator is read as any word */
    return true;
}

static bool read_keyword(struct reading *reading, const struct token *word)
{
    struct level *at = level(reading);

    if (is_word(word, "with"))
        return read_with(reading);
    if (is_word(word, "from"))
        return read_from(reading);
    if (at->wants_table)
        return read_table(reading);
    reading->at++;
    if (is_word(word, "for") && (at->in_from || text_starts(look(reading, 0)->lower, "system")))
        return no(reading, word, "a table's earlier states can't be read");
    if (is_word(word, "cross"))
        at->crosses = true;
    if (is_word(word, "join"))
        at->in_from = at->wants_table = true;
    if (is_word(word, "where"))
        at->has_where = true;
    if (is_word(word, "union") || is_word(word, "intersect") ||
        (is_word(word, "except") && is_word(look(reading, 0), "distinct"))) {
        if (!end_select(reading))
            return false;
        reading->n_aliases = at->n_aliases;
        at->is_set = true;
    }
    if (at->is_set && (is_word(word, "order") || is_word(word, "limit")))
        reading->n_aliases = at->n_aliases;
    if (google_ends_from(word->lower))
        at->in_from = false;
    return true;
}

/* `dataset.function` in one pair of back-ticks is somebody's own, whatever it is called. */
static bool is_quoted_path(const struct token *token)
{
    return token->kind == TOKEN_QUOTED && strchr(token->text, '.');
}

/* A path of names; a keyword is one by itself alone. */
static bool read_word(struct reading *reading)
{
    const struct token *first = look(reading, 0);
    struct buf path = buf_in(reading->ctx->arena, GUARD_MOST_TEXT);
    const bool is_after_dot = reading->at && is_sign(first - 1, ".");
    const size_t begun = reading->at;
    size_t n = 1;

    buf_text(&path, first->lower);
    while (is_sign(look(reading, 2 * n - 1), ".") && is_name(look(reading, 2 * n)))
        buf_printf(&path, ".%s", look(reading, 2 * n++)->lower);
    if (is_sign(look(reading, 2 * n - 1), "(") && !is_word(first, "from")) {
        for (size_t i = 0; i < n; i++)
            if (is_quoted_path(look(reading, 2 * i)))
                return no(reading, first, "is not a function that may be called");
        reading->at = begun + 2 * n - 1;
        return read_call(reading, first, buf_str(&path), n > 1 || is_after_dot);
    }
    if (n == 1 && first->kind == TOKEN_WORD && !is_after_dot)
        return read_keyword(reading, first);
    if (level(reading)->wants_table)
        return read_table(reading);
    reading->at = begun + 2 * n - 1;
    return true;
}

/* A bracket holds a query or values, never another statement. */
static bool may_begin(struct reading *reading, bool must_be_query)
{
    const struct token *first = look(reading, 1), *next;

    while (is_sign(first, "("))
        first++;
    next = first->kind == TOKEN_END ? first : first + 1;
    if (must_be_query && !is_word(first, "select") && !is_word(first, "with") && !is_word(first, "from"))
        return no(reading, first, "only a query may stand here");
    if (first->kind == TOKEN_WORD && google_statement(first->lower) &&
        (is_name(next) || next->kind == TOKEN_TEXT))
        return no(reading, first, "only a query may be sent");
    return true;
}

static bool read_sign(struct reading *reading)
{
    const struct token *sign = look(reading, 0);
    struct level *at = level(reading);

    if (is_sign(sign, "(") || is_sign(sign, "[")) {
        const bool is_table = at->wants_table && is_sign(sign, "(");
        const struct token *next = look(reading, 1);
        const bool is_query = is_word(next, "select") || is_word(next, "with") || is_word(next, "from");
        const bool is_exists = reading->at && is_word(sign - 1, "exists");

        if (!may_begin(reading, is_exists))
            return false;

        if (is_table)
            at->wants_table = at->crosses = false;
        return open_level(reading, (struct level){ .is_table = is_table,
                                                   .in_from = is_table && !is_query,
                                                   .wants_table = is_table && !is_query });
    }
    if (is_sign(sign, ".") && is_sign(look(reading, 1), "("))
        return no(reading, sign, "a function is called by its name alone"); /* value.(path.of.function)() */
    if (is_sign(sign, ")") || is_sign(sign, "]"))
        return close_level(reading);
    if (at->wants_table)
        return no(reading, sign, "a table is missing here");
    if (is_sign(sign, "|>"))
        return read_pipe(reading);
    if (is_sign(sign, ";"))
        return no(reading, sign, "only one statement may be sent");
    if (is_sign(sign, ",") && at->in_from)
        at->wants_table = at->crosses = true;
    reading->at++;
    return true;
}

static bool read_all(struct reading *reading)
{
    while (look(reading, 0)->kind != TOKEN_END) {
        const struct token *token = look(reading, 0);
        bool may;

        if (is_name(token))
            may = read_word(reading);
        else if (token->kind == TOKEN_SIGN)
            may = read_sign(reading);
        else if (level(reading)->wants_table)
            may = no(reading, token, "a table is missing here");
        else
            may = ++reading->at > 0;
        if (!may)
            return false;
    }
    if (reading->depth || level(reading)->wants_table)
        return no(reading, look(reading, 0), "the statement can't be parsed here");
    return end_select(reading);
}

/* One query: it begins as one, and nothing but semicolons follows its first semicolon. */
static bool is_query(struct reading *reading, struct token *tokens, size_t n)
{
    size_t first = 0;

    while (n > 1 && is_sign(&tokens[n - 2], ";"))
        n--;
    tokens[n - 1] = (struct token){ TOKEN_END, "", "", tokens[n - 1].at };
    while (is_sign(&tokens[first], "("))
        first++;
    if (tokens[first].kind == TOKEN_END)
        return no(reading, &tokens[first], "there is no statement");
    return is_word(&tokens[first], "select") || is_word(&tokens[first], "with") ||
           is_word(&tokens[first], "from") || no(reading, &tokens[first], "only a query may be sent");
}

void guard_googlesql(struct ctx *ctx, const struct guard_policy *policy, const char *text, size_t len,
                     struct guard_verdict *out)
{
    struct guard_verdict allowed = { .is_allowed = true };
    struct refusal why = { 0 };
    struct reading *reading = arena_alloc(ctx->arena, sizeof(*reading));
    struct token *tokens = NULL;
    size_t n = 0;

    *reading = (struct reading){ .ctx = ctx, .policy = policy, .out = &allowed, .why = &why };
    if (text_may_be_read(text, len, &why) && google_tokens(ctx, text, len, &tokens, &n, &why)) {
        reading->tokens = tokens;
        if (is_query(reading, tokens, n) && read_all(reading)) {
            *out = allowed;
            return;
        }
    }
    refuse(ctx, text, len, &why, out);
}
