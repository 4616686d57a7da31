#include "tests/testing/corpus.h"

#include "packages/warehouse/duckdb/child.h"
#include "packages/warehouse/duckdb/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

enum { MOST_LINE = 256 * 1024 };

static const char **texts_of(struct ctx *ctx, json_t *list)
{
    const char **texts = arena_alloc(ctx->arena, (json_array_size(list) + 1) * sizeof(*texts));

    for (size_t i = 0; i < json_array_size(list); i++)
        texts[i] = json_string_value(json_array_get(list, i));
    return texts;
}

static void read_schema(struct ctx *ctx, json_t *line, struct corpus *out)
{
    json_t *duckdb = json_object_get(line, "duckdb"), *google = json_object_get(line, "googlesql");
    const char *file = json_string_value(json_object_get(duckdb, "database_file"));

    out->schema = line;
    out->duckdb = (struct guard_policy){
        .catalog = file ? arena_text_n(ctx->arena, file, strcspn(file, ".")) : "w",
        .tables = texts_of(ctx, json_object_get(duckdb, "allowed_tables")),
    };
    out->google = (struct guard_policy){
        .catalog = "",
        .tables = texts_of(ctx, json_object_get(google, "allowed_tables")),
        .project = json_string_value(json_object_get(google, "default_project")),
        .dataset = json_string_value(json_object_get(google, "default_dataset")),
    };
}

static const char *base64_text(struct ctx *ctx, const char *text, size_t *len)
{
    unsigned char *out = arena_alloc(ctx->arena, strlen(text) + 4);
    const int n = EVP_DecodeBlock(out, (const unsigned char *)text, (int)strlen(text));

    *len = n < 0 ? 0 : (size_t)n - text_ends(text, "=") - text_ends(text, "==");
    return (const char *)out;
}

static void read_case(struct ctx *ctx, json_t *line, struct corpus *out)
{
    const char *encoded = json_string_value(json_object_get(line, "sql_base64"));
    struct corpus_case *one = ARENA_PUSH(ctx->arena, out->cases, out->n);

    *one = (struct corpus_case){
        .id = json_string_value(json_object_get(line, "id")),
        .class = json_string_value(json_object_get(line, "class")),
        .sql = json_string_value(json_object_get(line, "sql")),
        .len = json_string_length(json_object_get(line, "sql")),
        .is_google = text_is(json_string_value(json_object_get(line, "dialect")), "googlesql"),
        .is_allowed = text_is(json_string_value(json_object_get(line, "expect")), "allow"),
        .is_limit = text_is(json_string_value(json_object_get(line, "stage")), "limit"),
    };
    if (encoded)
        one->sql = base64_text(ctx, encoded, &one->len);
}

struct err *corpus_read(struct ctx *ctx, const char *path, struct corpus *out)
{
    char *line = arena_alloc(ctx->arena, MOST_LINE);
    FILE *file = fopen(path, "re");
    struct err *err = NULL;

    *out = (struct corpus){ 0 };
    if (!file)
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no file %s", path);
    while (!err && fgets(line, MOST_LINE, file)) {
        json_t *json = json_loads(line, JSON_ALLOW_NUL, NULL);

        if (!json)
            err = err_new(ctx, ERR_MALFORMED, NULL, "%s: a line is no JSON", path);
        else if (json_object_get(json, "kind"))
            read_schema(ctx, json_keep(ctx, json), out);
        else
            read_case(ctx, json_keep(ctx, json), out);
    }
    fclose(file);
    return err || out->schema ? err : err_new(ctx, ERR_MALFORMED, NULL, "%s: no schema", path);
}

struct err *corpus_verdict(struct ctx *ctx, const struct corpus *corpus, const struct corpus_case *one,
                           struct guard_verdict *out)
{
    if (!one->is_google)
        return guard_duckdb(ctx, &corpus->duckdb, one->sql, one->len, out);
    guard_googlesql(ctx, &corpus->google, one->sql, one->len, out);
    return NULL;
}

/* --- running --- */

struct err *corpus_fixture(struct ctx *ctx, struct corpus *corpus, const char *folder)
{
    static const char *const parts[] = { "ddl", "rows" };
    json_t *duckdb = json_object_get(corpus->schema, "duckdb"), *sql;
    duckdb_connection connection;
    duckdb_database db;
    struct err *err = NULL;
    size_t i;

    corpus->fixture = folder;
    if (duckdb_open(arena_printf(ctx->arena, "%s/w.duckdb", folder), &db) == DuckDBError ||
        duckdb_connect(db, &connection) == DuckDBError)
        return err_new(ctx, ERR_INTERNAL, NULL, "the fixture can't be made");
    for (size_t p = 0; p < COUNT(parts) && !err; p++) {
        json_array_foreach(json_object_get(duckdb, parts[p]), i, sql)
        {
            err = err ? err : engine_run(ctx, connection, json_string_value(sql));
        }
    }
    duckdb_disconnect(&connection);
    duckdb_close(&db);
    return err;
}

struct err *corpus_run(struct ctx *ctx, const struct corpus *corpus, const char *program, const char *sql,
                       int64_t timeout_s, struct warehouse_result *out)
{
    const struct child_query query = {
        .program = program,
        .setup =
            arena_printf(ctx->arena, "ATTACH %s AS \"%s\" (READ_ONLY); USE \"%s\";",
                         engine_quoted(ctx->arena, arena_printf(ctx->arena, "%s/w.duckdb", corpus->fixture)),
                         corpus->duckdb.catalog, corpus->duckdb.catalog),
        .temp_folder = corpus->fixture,
        .sql = sql,
        .n_files = 1,
        .timeout_s = timeout_s,
        .memory_mib = 512,
        .threads = 2,
    };

    return child_run(ctx, &query, out);
}

/* --- mutations --- */

enum piece_kind { PIECE_BLANK, PIECE_WORD, PIECE_SEALED, PIECE_OTHER };

struct piece {
    enum piece_kind kind;
    const char *at;
    size_t len;
};

static uint64_t roll(uint64_t *dice, uint64_t sides)
{
    uint64_t x = *dice += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (x ^ (x >> 31)) % sides;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static const char *after(const char *at, const char *end, const char *what)
{
    const char *found = memmem(at, (size_t)(end - at), what, strlen(what));

    return found ? found + strlen(what) : end;
}

/* Strings, quoted names and comments: nothing in them is touched. NULL: none begins here. */
static const char *sealed_end(const char *at, const char *end, bool is_google)
{
    const char quote = *at;

    if (at + 1 < end && at[0] == '-' && at[1] == '-')
        return after(at, end, "\n");
    if (is_google && quote == '#')
        return after(at, end, "\n");
    if (at + 1 < end && at[0] == '/' && at[1] == '*') {
        size_t depth = 1;

        for (at += 2; at + 1 < end && depth; at++) {
            if (!is_google && at[0] == '/' && at[1] == '*')
                depth++;
            if (at[0] == '*' && at[1] == '/')
                depth--;
        }
        return at < end ? at + 1 : end;
    }
    if (!is_google && at + 1 < end && at[0] == '$' && at[1] == '$')
        return after(at + 2, end, "$$");
    if (quote != '\'' && quote != '"' && quote != '`')
        return NULL;
    for (at++; at < end && *at != quote; at++)
        at += is_google && *at == '\\' && at + 1 < end;
    return at < end ? at + 1 : end;
}

static size_t pieces_of(struct ctx *ctx, const struct corpus_case *one, struct piece **out)
{
    const char *at = one->sql, *end = one->sql + one->len;
    size_t n = 0;

    while (at < end) {
        const char *from = at, *sealed = sealed_end(at, end, one->is_google);
        enum piece_kind kind = PIECE_OTHER;

        if (sealed) {
            kind = PIECE_SEALED;
            at = sealed;
        } else if (strchr(" \t\n\r", *at) && *at) {
            kind = PIECE_BLANK;
            at++;
        } else if (is_letter(*at)) {
            kind = PIECE_WORD;
            while (at < end && is_letter(*at))
                at++;
        } else {
            at++;
        }
        *ARENA_PUSH(ctx->arena, *out, n) = (struct piece){ kind, from, (size_t)(at - from) };
    }
    return n;
}

static void other_case(const struct piece *piece, uint64_t *dice, struct buf *to)
{
    for (size_t i = 0; i < piece->len; i++) {
        const char c = piece->at[i];
        const bool is_small = c >= 'a' && c <= 'z', is_large = c >= 'A' && c <= 'Z';

        buf_char(to, (is_small || is_large) && roll(dice, 2) ? (char)(c ^ 0x20) : c);
    }
}

static const char *const tables[] = { "events", "sessions", "orders", "customers_pii", "oauth_tokens" };

static bool is_table(const struct piece *piece)
{
    for (size_t i = 0; i < COUNT(tables); i++)
        if (strlen(tables[i]) == piece->len && strncasecmp(tables[i], piece->at, piece->len) == 0)
            return true;
    return false;
}

static void mutate_piece(const struct corpus_case *one, const struct piece *piece, const struct piece *next,
                         unsigned how, uint64_t *dice, struct buf *to)
{
    static const char *const blanks[] = {
        " ", "\n", "\t ", "  \r\n", " /* a */ ", " -- b; c\n", "\n/*'*/\n"
    };
    const bool is_call = next && next->at[0] == '(' && next->kind == PIECE_OTHER;

    if (piece->kind == PIECE_BLANK && (how & 1)) {
        buf_text(to, blanks[roll(dice, COUNT(blanks))]);
    } else if (piece->kind == PIECE_WORD && (how & 4) && is_table(piece) && roll(dice, 2)) {
        buf_char(to, one->is_google ? '`' : '"');
        buf_add(to, piece->at, piece->len);
        buf_char(to, one->is_google ? '`' : '"');
    } else if (piece->kind == PIECE_WORD) {
        if (!one->is_google && !one->is_allowed && is_call && (how & 8))
            buf_text(to, roll(dice, 2) ? "system.main." : "main.");
        if (how & 2)
            other_case(piece, dice, to);
        else
            buf_add(to, piece->at, piece->len);
    } else {
        buf_add(to, piece->at, piece->len);
    }
}

/* Not around a semicolon: what follows it would end within. */
static void wrap(const struct buf *inner, uint64_t *dice, bool is_google, struct buf *to)
{
    static const struct {
        const char *before, *after;
    } all[] = {
        { "SELECT * FROM (", "\n) AS wrapped" },
        { "WITH wrapped AS (", "\n) SELECT * FROM wrapped" },
        { "(", "\n)" },
        { "SELECT (SELECT count(*) FROM (", "\n) AS wrapped) AS n" },
        { "SELECT 1 AS n UNION ALL (SELECT count(*) FROM (", "\n) AS wrapped)" },
        { "SELECT 1 AS n WHERE EXISTS (", "\n)" },
        { "WITH one AS (SELECT 1 AS x), wrapped AS (", "\n) SELECT one.x FROM one CROSS JOIN wrapped" },
        { "SELECT CASE WHEN EXISTS (SELECT * FROM (", "\n) AS wrapped) THEN 1 END AS n" },
        { "WITH RECURSIVE deep(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM deep WHERE x < (SELECT count(*) "
          "FROM (",
          "\n) AS wrapped)) SELECT * FROM deep" },
    };
    const size_t which = roll(dice, is_google ? COUNT(all) - 1 : COUNT(all));

    buf_text(to, all[which].before);
    buf_add(to, inner->at, inner->len);
    buf_text(to, all[which].after);
}

static bool may_be_wrapped(const struct piece *pieces, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pieces[i].kind == PIECE_OTHER && *pieces[i].at == ';')
            return false;
    return n > 0;
}

void corpus_splice(struct ctx *ctx, const struct corpus_case *one, const struct corpus_case *other,
                   uint64_t *dice, struct corpus_case *out)
{
    struct buf text = buf_in(ctx->arena, GUARD_MOST_TEXT);
    struct piece *from = NULL, *to = NULL;
    const size_t n_from = pieces_of(ctx, one, &from), n_to = pieces_of(ctx, other, &to);
    const size_t until = roll(dice, n_from + 1), begin = roll(dice, n_to + 1);

    for (size_t i = 0; i < until; i++)
        buf_add(&text, from[i].at, from[i].len);
    buf_char(&text, ' ');
    for (size_t i = begin; i < n_to; i++)
        buf_add(&text, to[i].at, to[i].len);
    *out = *one;
    out->sql = buf_str(&text);
    out->len = text.len;
}

bool corpus_mutate(struct ctx *ctx, const struct corpus_case *one, uint64_t *dice, struct corpus_case *out)
{
    const unsigned how = (unsigned)roll(dice, 15) + 1;
    struct buf text = buf_in(ctx->arena, GUARD_MOST_TEXT), *last = &text;
    struct buf wrapped[2] = { buf_in(ctx->arena, GUARD_MOST_TEXT), buf_in(ctx->arena, GUARD_MOST_TEXT) };
    struct piece *pieces = NULL;
    const size_t n = pieces_of(ctx, one, &pieces);

    for (size_t i = 0; i < n; i++)
        mutate_piece(one, &pieces[i], i + 1 < n ? &pieces[i + 1] : NULL, how, dice, &text);
    if (may_be_wrapped(pieces, n)) {
        for (uint64_t i = roll(dice, 3); i-- > 0; last = &wrapped[i])
            wrap(last, dice, one->is_google, &wrapped[i]);
    }
    *out = *one;
    out->sql = buf_str(last);
    out->len = last->len;
    return !last->is_full;
}
