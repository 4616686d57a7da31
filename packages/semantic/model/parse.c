/*
 * Text of a model into an expression: a tokeniser and precedence climbing over the ANSI_SQL subset that is
 * portable. What isn't in the tables here is refused with its place. Lowest first: OR, AND, NOT, comparison,
 * ||, + -, * / %, sign.
 */
#include "packages/semantic/model/expr.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 4000, DEEPEST = 32, MOST_ARGS = 64 };

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_WORD, TOKEN_SYMBOL, TOKEN_BAD };

struct token {
    enum token_kind kind;
    size_t at;
    const char *text; /* of a symbol: one of `symbols` */
};

struct parser {
    struct ctx *ctx;
    const char *text;
    size_t at;
    struct token token;
    int depth;
    struct err *err; /* the first fault; afterwards everything is read as the end */
    size_t fault_at;
};

static const char *const symbols[] = { "<>", "<=", ">=", "!=", "||", "(", ")", ",", ".",
                                       "+",  "-",  "*",  "/",  "%",  "=", "<", ">" };

/* How many arguments a function may have: 1 unless told. */
static const struct function {
    const char *name;
    enum op op;
    size_t min, max;
} functions[] = {
    { "ABS", OP_ABS, 1, 1 },     { "AVG", OP_AVERAGE, 1, 1 },   { "COALESCE", OP_COALESCE, 2, MOST_ARGS },
    { "COUNT", OP_COUNT, 1, 1 }, { "LENGTH", OP_LENGTH, 1, 1 }, { "LOWER", OP_LOWER, 1, 1 },
    { "MAX", OP_MAX, 1, 1 },     { "MIN", OP_MIN, 1, 1 },       { "NULLIF", OP_NULLIF, 2, 2 },
    { "SUM", OP_SUM, 1, 1 },     { "TRIM", OP_TRIM, 1, 1 },     { "UPPER", OP_UPPER, 1, 1 },
};

struct part {
    const char *word;
    enum op op;
};
static const struct part truncations[] = {
    { "DAY", OP_TRUNC_DAY },         { "HOUR", OP_TRUNC_HOUR }, { "MONTH", OP_TRUNC_MONTH },
    { "QUARTER", OP_TRUNC_QUARTER }, { "WEEK", OP_TRUNC_WEEK }, { "YEAR", OP_TRUNC_YEAR },
};
static const struct part extractions[] = {
    { "HOUR", OP_HOUR },
    { "ISODOW", OP_WEEKDAY },
    { "MONTH", OP_MONTH },
    { "YEAR", OP_YEAR },
};
static const struct part casts[] = {
    { "BIGINT", OP_AS_INTEGER },  { "DATE", OP_AS_DATE },    { "DOUBLE", OP_AS_NUMBER },
    { "INTEGER", OP_AS_INTEGER }, { "VARCHAR", OP_AS_TEXT },
};

static const struct infix {
    const char *symbol;
    enum op op;
} infixes[] = {
    { "%", OP_MODULO }, { "*", OP_MULTIPLY }, { "+", OP_ADD },     { "-", OP_SUBTRACT }, { "/", OP_DIVIDE },
    { "!=", OP_NE },    { "<", OP_LT },       { "<=", OP_LE },     { "<>", OP_NE },      { "=", OP_EQ },
    { ">", OP_GT },     { ">=", OP_GE },      { "||", OP_CONCAT },
};

/* --- tokens --- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void fail(struct parser *parser, size_t at, const char *message)
{
    if (!parser->err) {
        parser->err = err_new(parser->ctx, ERR_INVALID, NULL, "%s", message);
        parser->fault_at = at;
    }
    parser->token = (struct token){ .kind = TOKEN_END, .at = at };
}

/* 'text' or "name"; the quote itself is written twice inside. */
static void read_quoted(struct parser *parser, char quote)
{
    struct buf text = buf_in(parser->ctx->arena, LONGEST);
    const size_t from = parser->at++;

    for (;; parser->at++) {
        const char c = parser->text[parser->at];

        if (!c) {
            fail(parser, from, "a quote is not closed");
            return;
        }
        if (c == quote && parser->text[++parser->at] != quote)
            break;
        buf_char(&text, c);
    }
    parser->token = (struct token){ quote == '"' ? TOKEN_WORD : TOKEN_TEXT, from,
                                    arena_text(parser->ctx->arena, buf_str(&text)) };
}

static void read_symbol(struct parser *parser)
{
    for (size_t i = 0; i < COUNT(symbols); i++) {
        if (text_starts(parser->text + parser->at, symbols[i])) {
            parser->token = (struct token){ TOKEN_SYMBOL, parser->at, symbols[i] };
            parser->at += strlen(symbols[i]);
            return;
        }
    }
    fail(parser, parser->at, "a character that no expression has");
}

static void next(struct parser *parser)
{
    const char *text = parser->text;
    size_t from;

    if (parser->err)
        return;
    parser->at += strspn(text + parser->at, " \t\r\n");
    from = parser->at;
    if (!text[from]) {
        parser->token = (struct token){ .kind = TOKEN_END, .at = from };
    } else if (text[from] == '\'' || text[from] == '"') {
        read_quoted(parser, text[from]);
    } else if (is_digit(text[from])) {
        parser->at += strspn(text + from, "0123456789.");
        parser->token = (struct token){ TOKEN_NUMBER, from,
                                        arena_text_n(parser->ctx->arena, text + from, parser->at - from) };
    } else if (is_letter(text[from])) {
        while (is_letter(text[parser->at]) || is_digit(text[parser->at]))
            parser->at++;
        parser->token = (struct token){ TOKEN_WORD, from,
                                        arena_text_n(parser->ctx->arena, text + from, parser->at - from) };
    } else {
        read_symbol(parser);
    }
}

static bool is_symbol(const struct parser *parser, const char *symbol)
{
    return parser->token.kind == TOKEN_SYMBOL && text_is(parser->token.text, symbol);
}

static bool is_word(const struct parser *parser, const char *word)
{
    return parser->token.kind == TOKEN_WORD && strcasecmp(parser->token.text, word) == 0;
}

static bool take_word(struct parser *parser, const char *word)
{
    if (!is_word(parser, word))
        return false;
    next(parser);
    return true;
}

static bool take_symbol(struct parser *parser, const char *symbol)
{
    if (!is_symbol(parser, symbol))
        return false;
    next(parser);
    return true;
}

static void expect_word(struct parser *parser, const char *word)
{
    if (!take_word(parser, word))
        fail(parser, parser->token.at, arena_printf(parser->ctx->arena, "%s was expected", word));
}

static void expect_symbol(struct parser *parser, const char *symbol)
{
    if (!take_symbol(parser, symbol))
        fail(parser, parser->token.at, arena_printf(parser->ctx->arena, "\"%s\" was expected", symbol));
}

/* --- the grammar --- */

static const struct expr *parse_binary(struct parser *parser, int least);

static const struct expr *parse_any(struct parser *parser)
{
    const struct expr *expr;

    if (++parser->depth > DEEPEST) {
        fail(parser, parser->token.at, "is nested too deeply");
        return expr_text(parser->ctx->arena, OP_NULL, NULL);
    }
    expr = parse_binary(parser, 1);
    parser->depth--;
    return expr;
}

static const struct part *find_part(struct parser *parser, const struct part *parts, size_t n,
                                    const char *what)
{
    const struct token token = parser->token;

    for (size_t i = 0; i < n; i++) {
        if ((token.kind == TOKEN_WORD || token.kind == TOKEN_TEXT) &&
            strcasecmp(token.text, parts[i].word) == 0) {
            next(parser);
            return &parts[i];
        }
    }
    fail(parser, token.at, arena_printf(parser->ctx->arena, "is no %s that is known", what));
    return &parts[0];
}

static const struct expr *parse_list(struct parser *parser, enum op op, const struct expr *first)
{
    const struct expr *args[MOST_ARGS];
    size_t n = 0;

    if (first)
        args[n++] = first;
    do {
        if (n == MOST_ARGS) {
            fail(parser, parser->token.at, "has too many values");
            break;
        }
        args[n++] = parse_any(parser);
    } while (take_symbol(parser, ","));
    expect_symbol(parser, ")");
    return expr_call(parser->ctx->arena, op, args, n);
}

/* CASE WHEN c THEN v … [ELSE v] END, and CASE x WHEN v THEN v … as comparisons with x. */
static const struct expr *parse_case(struct parser *parser)
{
    const struct expr *args[MOST_ARGS], *subject = NULL;
    struct arena *arena = parser->ctx->arena;
    size_t n = 0;

    if (!is_word(parser, "WHEN"))
        subject = parse_any(parser);
    while (take_word(parser, "WHEN") && n + 3 < MOST_ARGS) {
        const struct expr *condition = parse_any(parser);

        args[n++] = subject ? EXPR(arena, OP_EQ, subject, condition) : condition;
        expect_word(parser, "THEN");
        args[n++] = parse_any(parser);
    }
    if (!n)
        fail(parser, parser->token.at, "WHEN was expected");
    if (take_word(parser, "ELSE"))
        args[n++] = parse_any(parser);
    expect_word(parser, "END");
    return expr_call(arena, OP_CASE, args, n);
}

static const struct expr *parse_special(struct parser *parser, const char *name)
{
    struct arena *arena = parser->ctx->arena;
    const struct part *part;
    const struct expr *expr;

    if (strcasecmp(name, "DATE_TRUNC") == 0) {
        part = find_part(parser, truncations, COUNT(truncations), "unit of time");
        expect_symbol(parser, ",");
        expr = EXPR(arena, part->op, parse_any(parser));
    } else if (strcasecmp(name, "EXTRACT") == 0) {
        part = find_part(parser, extractions, COUNT(extractions), "part of a time");
        expect_word(parser, "FROM");
        expr = EXPR(arena, part->op, parse_any(parser));
    } else {
        expr = parse_any(parser);
        expect_word(parser, "AS");
        part = find_part(parser, casts, COUNT(casts), "type");
        expr = EXPR(arena, part->op, expr);
    }
    expect_symbol(parser, ")");
    return expr;
}

static const struct expr *parse_count(struct parser *parser)
{
    struct arena *arena = parser->ctx->arena;
    const struct expr *arg;
    enum op op = OP_COUNT;

    if (take_symbol(parser, "*")) {
        expect_symbol(parser, ")");
        return expr_call(arena, OP_COUNT, NULL, 0);
    }
    if (take_word(parser, "DISTINCT"))
        op = OP_COUNT_DISTINCT;
    arg = parse_any(parser);
    expect_symbol(parser, ")");
    return EXPR(arena, op, arg);
}

static const struct expr *parse_function(struct parser *parser, const struct token *name)
{
    static const char *const specials[] = { "CAST", "DATE_TRUNC", "EXTRACT" };
    const struct expr *expr;

    for (size_t i = 0; i < COUNT(specials); i++)
        if (strcasecmp(specials[i], name->text) == 0)
            return parse_special(parser, name->text);
    for (size_t i = 0; i < COUNT(functions); i++) {
        if (strcasecmp(functions[i].name, name->text) != 0)
            continue;
        if (functions[i].op == OP_COUNT)
            return parse_count(parser);
        expr = parse_list(parser, functions[i].op, NULL);
        if (expr->n_args < functions[i].min || expr->n_args > functions[i].max)
            fail(parser, name->at,
                 arena_printf(parser->ctx->arena, "%s has %zu arguments", name->text, expr->n_args));
        return expr;
    }
    fail(parser, name->at, arena_printf(parser->ctx->arena, "no function %s", name->text));
    return expr_text(parser->ctx->arena, OP_NULL, NULL);
}

static const struct expr *parse_name(struct parser *parser, const struct token *first)
{
    struct expr *name = arena_alloc(parser->ctx->arena, sizeof(*name));

    *name = (struct expr){ .op = OP_NAME, .name = first->text, .at = first->at };
    if (take_symbol(parser, ".")) {
        name->relation = name->name;
        name->name = parser->token.text;
        if (parser->token.kind != TOKEN_WORD)
            fail(parser, parser->token.at, "a name was expected");
        next(parser);
    }
    return name;
}

static const struct expr *parse_number(struct parser *parser, const char *text, size_t at)
{
    struct expr *number = arena_alloc(parser->ctx->arena, sizeof(*number));

    number->op = OP_NUMBER;
    if (text_to_int(text, &number->integer))
        number->op = OP_INTEGER;
    else if (!text_to_number(text, &number->number))
        fail(parser, at, "is no number");
    return number;
}

static const struct expr *parse_word(struct parser *parser, const struct token *word)
{
    struct arena *arena = parser->ctx->arena;
    struct date date;

    if (take_symbol(parser, "("))
        return parse_function(parser, word);
    if (strcasecmp(word->text, "CASE") == 0)
        return parse_case(parser);
    if (strcasecmp(word->text, "NULL") == 0)
        return expr_text(arena, OP_NULL, NULL);
    if (strcasecmp(word->text, "TRUE") == 0 || strcasecmp(word->text, "FALSE") == 0)
        return expr_integer(arena, OP_BOOLEAN, strcasecmp(word->text, "TRUE") == 0);
    if (strcasecmp(word->text, "DATE") == 0 && parser->token.kind == TOKEN_TEXT) {
        const char *text = parser->token.text;

        if (!date_parse(text, &date))
            fail(parser, parser->token.at, "is no date, YYYY-MM-DD");
        next(parser);
        return expr_text(arena, OP_DATE, text);
    }
    return parse_name(parser, word);
}

static const struct expr *parse_primary(struct parser *parser)
{
    const struct token token = parser->token;
    const struct expr *expr;

    next(parser);
    switch (token.kind) {
    case TOKEN_NUMBER:
        return parse_number(parser, token.text, token.at);
    case TOKEN_TEXT:
        return expr_text(parser->ctx->arena, OP_TEXT, token.text);
    case TOKEN_WORD:
        return parse_word(parser, &token);
    default:
        break;
    }
    if (token.kind == TOKEN_SYMBOL && text_is(token.text, "(")) {
        expr = parse_any(parser);
        expect_symbol(parser, ")");
        return expr;
    }
    fail(parser, token.at, token.kind == TOKEN_END ? "ends too early" : "a value was expected");
    return expr_text(parser->ctx->arena, OP_NULL, NULL);
}

static const struct expr *parse_unary(struct parser *parser)
{
    struct arena *arena = parser->ctx->arena;
    const struct expr *expr;
    const bool is_not = is_word(parser, "NOT"), is_minus = is_symbol(parser, "-");

    if (!is_not && !is_minus)
        return parse_primary(parser);
    if (++parser->depth > DEEPEST)
        fail(parser, parser->token.at, "is nested too deeply");
    next(parser);
    expr = is_not ? parse_binary(parser, op_rows[OP_NOT].binds + 1) : parse_unary(parser);
    parser->depth--;
    return EXPR(arena, is_not ? OP_NOT : OP_NEGATE, expr);
}

/* IS [NOT] NULL, [NOT] IN (…), [NOT] BETWEEN a AND b, [NOT] LIKE p, or NULL when none of them comes. */
static const struct expr *parse_test(struct parser *parser, const struct expr *left)
{
    struct arena *arena = parser->ctx->arena;
    const int above = op_rows[OP_EQ].binds + 1;
    const struct expr *expr, *low;
    bool is_not;

    if (take_word(parser, "IS")) {
        is_not = take_word(parser, "NOT");
        expect_word(parser, "NULL");
        return EXPR(arena, is_not ? OP_NOT_NULL : OP_IS_NULL, left);
    }
    is_not = take_word(parser, "NOT");
    if (take_word(parser, "IN")) {
        expect_symbol(parser, "(");
        return parse_list(parser, is_not ? OP_NOT_IN : OP_IN, left);
    }
    if (take_word(parser, "BETWEEN")) {
        low = parse_binary(parser, above);
        expect_word(parser, "AND");
        expr = EXPR(arena, OP_BETWEEN, left, low, parse_binary(parser, above));
    } else if (take_word(parser, "LIKE")) {
        expr = EXPR(arena, OP_LIKE, left, parse_binary(parser, above));
    } else {
        if (is_not)
            fail(parser, parser->token.at, "IN, BETWEEN or LIKE was expected");
        return NULL;
    }
    return is_not ? EXPR(arena, OP_NOT, expr) : expr;
}

static bool take_infix(struct parser *parser, int least, enum op *op)
{
    if (is_word(parser, "OR") || is_word(parser, "AND")) {
        *op = is_word(parser, "OR") ? OP_OR : OP_AND;
        if (op_rows[*op].binds < least)
            return false;
        next(parser);
        return true;
    }
    for (size_t i = 0; i < COUNT(infixes); i++) {
        if (!is_symbol(parser, infixes[i].symbol))
            continue;
        *op = infixes[i].op;
        if (op_rows[*op].binds < least)
            return false;
        next(parser);
        return true;
    }
    return false;
}

static const struct expr *parse_binary(struct parser *parser, int least)
{
    const struct expr *left = parse_unary(parser), *test;
    enum op op;

    while (!parser->err) {
        test = least <= op_rows[OP_EQ].binds ? parse_test(parser, left) : NULL;
        if (test) {
            left = test;
            continue;
        }
        if (!take_infix(parser, least, &op))
            break;
        left = EXPR(parser->ctx->arena, op, left, parse_binary(parser, op_rows[op].binds + 1));
    }
    return left;
}

struct err *expr_parse(struct ctx *ctx, const char *text, const struct expr **out, size_t *fault_at)
{
    struct parser parser = { .ctx = ctx, .text = text };
    const struct expr *expr;

    *fault_at = 0;
    if (strlen(text) > LONGEST)
        return err_new(ctx, ERR_INVALID, NULL, "an expression may have %d bytes", LONGEST);
    next(&parser);
    expr = parse_any(&parser);
    if (!parser.err && parser.token.kind != TOKEN_END)
        fail(&parser, parser.token.at, "the expression should end here");
    if (parser.err) {
        *fault_at = parser.fault_at;
        return parser.err;
    }
    *out = expr;
    return NULL;
}
