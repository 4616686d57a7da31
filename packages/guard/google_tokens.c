/*
 * GoogleSQL in tokens (its lexical structure: comments of three kinds, strings with prefixes and triple
 * quotes, back-ticks). What could be read in two ways is refused, so that nothing hides between two readers.
 */
#include "packages/guard/google.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MOST_TOKENS = 20000 };

struct reader {
    struct ctx *ctx;
    const char *text;
    size_t len, at;
    struct token *tokens;
    size_t n;
    struct refusal *why;
};

static bool stop(struct reader *reader, size_t at, const char *reason)
{
    *reader->why = (struct refusal){ .reason = reason, .at = at };
    return false;
}

static char peek(const struct reader *reader, size_t ahead)
{
    return reader->at + ahead < reader->len ? reader->text[reader->at + ahead] : 0;
}

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void push(struct reader *reader, enum token_kind kind, size_t from, size_t to)
{
    const char *text = arena_text_n(reader->ctx->arena, reader->text + from, to - from);
    const bool is_name = kind == TOKEN_WORD || kind == TOKEN_QUOTED;

    *ARENA_PUSH(reader->ctx->arena, reader->tokens, reader->n) =
        (struct token){ kind, text, is_name ? text_lower(reader->ctx->arena, text) : text, from };
}

static void skip_line(struct reader *reader)
{
    while (reader->at < reader->len && peek(reader, 0) != '\n' && peek(reader, 0) != '\r')
        reader->at++;
}

/* "#legacySQL" chooses another dialect, wherever BigQuery looks for it. */
static bool skip_hash(struct reader *reader)
{
    const size_t from = reader->at++;

    while (peek(reader, 0) == ' ' || peek(reader, 0) == '\t')
        reader->at++;
    if (reader->len - reader->at >= 9 && strncasecmp(reader->text + reader->at, "legacysql", 9) == 0)
        return stop(reader, from, "legacy SQL can't be used");
    skip_line(reader);
    return true;
}

static bool skip_block(struct reader *reader)
{
    const size_t from = reader->at;

    for (reader->at += 2; reader->at + 1 < reader->len; reader->at++) {
        if (peek(reader, 0) == '*' && peek(reader, 1) == '/') {
            reader->at += 2;
            return true;
        }
    }
    return stop(reader, from, "a comment has no end");
}

/* In raw strings too a backslash keeps the quote after it from ending the string. */
static bool read_text(struct reader *reader, size_t from)
{
    const char quote = peek(reader, 0);
    const size_t n = peek(reader, 1) == quote && peek(reader, 2) == quote ? 3 : 1;

    for (reader->at += n; reader->at < reader->len; reader->at++) {
        if (peek(reader, 0) == '\\') {
            reader->at++;
        } else if (n == 1 && (peek(reader, 0) == '\n' || peek(reader, 0) == '\r')) {
            break;
        } else if (peek(reader, 0) == quote &&
                   (n == 1 || (peek(reader, 1) == quote && peek(reader, 2) == quote))) {
            reader->at += n;
            push(reader, TOKEN_TEXT, from, reader->at);
            return true;
        }
    }
    return stop(reader, from, "a string has no end");
}

static bool read_quoted(struct reader *reader)
{
    const size_t from = ++reader->at;

    while (reader->at < reader->len && peek(reader, 0) != '`') {
        if (peek(reader, 0) == '\\' || peek(reader, 0) == '\n')
            return stop(reader, reader->at, "a quoted name holds what no name here holds");
        reader->at++;
    }
    if (reader->at >= reader->len || reader->at == from)
        return stop(reader, from - 1, "a quoted name has no end, or is empty");
    push(reader, TOKEN_QUOTED, from, reader->at++);
    return true;
}

static bool read_word(struct reader *reader)
{
    const size_t from = reader->at;

    while (is_word_byte(peek(reader, 0)))
        reader->at++;
    if (reader->at - from <= 2 && (peek(reader, 0) == '\'' || peek(reader, 0) == '"')) {
        const char *word = arena_text_n(reader->ctx->arena, reader->text + from, reader->at - from);

        if (same_name(word, "r") || same_name(word, "b") || same_name(word, "rb") || same_name(word, "br"))
            return read_text(reader, from);
    }
    push(reader, TOKEN_WORD, from, reader->at);
    return true;
}

/* A word right after a number would be read in two ways ("1FROM"). */
static bool read_number(struct reader *reader)
{
    const size_t from = reader->at;
    const bool is_hex = peek(reader, 0) == '0' && (peek(reader, 1) == 'x' || peek(reader, 1) == 'X');

    reader->at += is_hex ? 2 : 0;
    while (is_hex ? isxdigit((unsigned char)peek(reader, 0)) : isdigit((unsigned char)peek(reader, 0)))
        reader->at++;
    if (!is_hex && peek(reader, 0) == '.')
        for (reader->at++; isdigit((unsigned char)peek(reader, 0));)
            reader->at++;
    if (!is_hex && (peek(reader, 0) == 'e' || peek(reader, 0) == 'E')) {
        reader->at++;
        reader->at += peek(reader, 0) == '+' || peek(reader, 0) == '-';
        while (isdigit((unsigned char)peek(reader, 0)))
            reader->at++;
    }
    if (is_word_byte(peek(reader, 0)))
        return stop(reader, reader->at, "a number and a word need a space between them");
    push(reader, TOKEN_NUMBER, from, reader->at);
    return true;
}

static bool read_sign(struct reader *reader)
{
    static const char *const signs[] = { "|>", "||", "<=", ">=", "<>", "!=", "<<", ">>", "=>", "(",
                                         ")",  "[",  "]",  ",",  ".",  ";",  "+",  "-",  "*",  "/",
                                         "%",  "<",  ">",  "=",  "&",  "|",  "^",  "~" };

    for (size_t i = 0; i < COUNT(signs); i++) {
        const size_t size = strlen(signs[i]);

        if (reader->len - reader->at >= size && memcmp(reader->text + reader->at, signs[i], size) == 0) {
            push(reader, TOKEN_SIGN, reader->at, reader->at + size);
            reader->at += size;
            return true;
        }
    }
    if (peek(reader, 0) == '@' || peek(reader, 0) == '?')
        return stop(reader, reader->at, "parameters, variables and hints can't be used");
    return stop(reader, reader->at, "the statement can't be parsed here");
}

static bool is_dot_before(const struct reader *reader)
{
    const struct token *last = reader->n ? &reader->tokens[reader->n - 1] : NULL;

    return last && last->kind == TOKEN_SIGN && text_is(last->text, ".");
}

static bool read_one(struct reader *reader)
{
    const char c = peek(reader, 0), next = peek(reader, 1);

    if (isspace((unsigned char)c)) {
        reader->at++;
        return true;
    }
    if (c == '#')
        return skip_hash(reader);
    if (c == '-' && next == '-') {
        skip_line(reader);
        return true;
    }
    if (c == '/' && next == '*')
        return skip_block(reader);
    if (c == '\'' || c == '"')
        return read_text(reader, reader->at);
    if (c == '`')
        return read_quoted(reader);
    if (isalpha((unsigned char)c) || c == '_')
        return read_word(reader);
    if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)next) && !is_dot_before(reader)))
        return read_number(reader);
    return read_sign(reader);
}

bool google_tokens(struct ctx *ctx, const char *text, size_t len, struct token **out, size_t *n,
                   struct refusal *why)
{
    struct reader reader = { .ctx = ctx, .text = text, .len = len, .why = why };

    while (reader.at < len) {
        if (!read_one(&reader))
            return false;
        if (reader.n > MOST_TOKENS)
            return stop(&reader, reader.at, "the statement has too many parts");
    }
    push(&reader, TOKEN_END, len, len);
    *out = reader.tokens;
    *n = reader.n;
    return true;
}
