/*
 * The corpus of statements for the guard (tests/data/sql_guard_corpus.jsonl, whose first line tells its
 * format), its fixture database, and seeded mutations that change how a statement looks and not what it asks.
 */
#pragma once

#include "packages/guard/guard.h"
#include "packages/warehouse/warehouse.h"

struct corpus_case {
    const char *id, *class;
    const char *sql;
    size_t len;
    bool is_google, is_allowed, is_limit; /* limit: may run, and is stopped */
};

struct corpus {
    struct corpus_case *cases;
    size_t n;
    struct guard_policy duckdb, google;
    json_t *schema; /* the first line */
    const char *fixture;
};

struct err *corpus_read(struct ctx *ctx, const char *path, struct corpus *out) MUST_USE;
struct err *corpus_verdict(struct ctx *ctx, const struct corpus *corpus, const struct corpus_case *one,
                           struct guard_verdict *out) MUST_USE;
/* Makes the database file of the first line in `folder`. */
struct err *corpus_fixture(struct ctx *ctx, struct corpus *corpus, const char *folder) MUST_USE;
/* Runs one in the child process. */
struct err *corpus_run(struct ctx *ctx, const struct corpus *corpus, const char *program, const char *sql,
                       int64_t timeout_s, struct warehouse_result *out) MUST_USE;
/* The beginning of one and the end of another: mostly no SQL, and where it is, none that anybody thought of.
 */
void corpus_splice(struct ctx *ctx, const struct corpus_case *one, const struct corpus_case *other,
                   uint64_t *dice, struct corpus_case *out);
/* Another look of the same; false when this kind of change doesn't fit it. */
bool corpus_mutate(struct ctx *ctx, const struct corpus_case *one, uint64_t *dice, struct corpus_case *out);
