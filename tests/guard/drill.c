/*
 * make drill-guard: each statement of a corpus against the guard; what may run, and what only a limit stops,
 * really runs, in the child process of the built program. Then mutations of all of them, and the verdict's
 * time. The last line is the sum; exit 1 when anything is wrong.
 *   drill-guard CORPUS PROGRAM [MUTATIONS] [SECONDS]      PROGRAM -: the verdict's time alone
 */
#include "packages/core/digest.h"
#include "packages/warehouse/duckdb/folder.h"
#include "tests/testing/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MUTATIONS = 100000, TIMEOUT_S = 30, SLACK_S = 5, ROUNDS = 20, MOST_TOLD = 20 };

struct drill {
    struct corpus corpus;
    const char *program;
    int64_t timeout_s;
    size_t n_allowed, n_denied, n_wrong, n_mutated, n_told;
};

static void wrong(struct drill *drill, const struct corpus_case *one, const char *what, const char *why)
{
    drill->n_wrong++;
    if (drill->n_told++ < MOST_TOLD)
        printf("%s %s (%s): %s: %s\n    %.*s\n", drill->n_mutated ? "mutation of" : "wrong", one->id,
               one->class, what, why ? why : "", (int)one->len, one->sql);
}

static void run_allowed(struct ctx *ctx, struct drill *drill, const struct corpus_case *one)
{
    struct warehouse_result result = { 0 };
    struct err *err = corpus_run(ctx, &drill->corpus, drill->program, one->sql, drill->timeout_s, &result);

    if (err)
        wrong(drill, one, "allowed, but it didn't run", err->message);
    else
        drill->n_allowed++;
}

/* The guard lets it through: time or memory must stop it, soon. */
static void run_limited(struct ctx *ctx, struct drill *drill, const struct corpus_case *one)
{
    const int64_t began = monotonic_us();
    struct warehouse_result result = { 0 };
    struct err *err;

    if (one->is_google) {
        printf("%s (%s): no BigQuery here, so nothing runs; its job's time limit would stop it\n", one->id,
               one->class);
        drill->n_denied++;
        return;
    }
    err = corpus_run(ctx, &drill->corpus, drill->program, one->sql, drill->timeout_s, &result);
    printf("%s (%s): %s after %.1f s\n", one->id, one->class, err ? err->message : "ran to its end",
           (double)(monotonic_us() - began) / 1e6);
    if (!err && !result.truncated)
        wrong(drill, one, "must be stopped", "ran to its end");
    else if (monotonic_us() - began > SECONDS(drill->timeout_s + SLACK_S))
        wrong(drill, one, "stopped too late", NULL);
    else
        drill->n_denied++;
}

static void try_one(struct drill *drill, const struct corpus_case *one)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now() };
    struct guard_verdict verdict;
    struct err *err = corpus_verdict(&ctx, &drill->corpus, one, &verdict);

    if (err)
        wrong(drill, one, "no verdict", err->message);
    else if (!verdict.is_allowed && one->is_allowed)
        wrong(drill, one, "refused", verdict.reason);
    else if (verdict.is_allowed && !one->is_allowed && !one->is_limit)
        wrong(drill, one, "allowed", "must be refused");
    else if (!verdict.is_allowed && !verdict.reason)
        wrong(drill, one, "refused", "without a reason");
    else if (!verdict.is_allowed)
        drill->n_denied++;
    else if (drill->n_mutated || (one->is_google && one->is_allowed))
        drill->n_allowed++;
    else if (one->is_allowed)
        run_allowed(&ctx, drill, one);
    else
        run_limited(&ctx, drill, one);
    arena_free(arena);
}

static void try_mutations(struct drill *drill, size_t n)
{
    uint64_t dice = 20261124;

    while (n-- > 0) {
        struct arena *arena = arena_new();
        struct ctx ctx = { .arena = arena };
        struct corpus_case mutated;

        drill->n_mutated++;
        if (corpus_mutate(&ctx, &drill->corpus.cases[n % drill->corpus.n], &dice, &mutated))
            try_one(drill, &mutated);
        arena_free(arena);
    }
}

static const char *digest(struct ctx *ctx, const char *path)
{
    struct bytes content = { 0 };
    bool exists;

    return file_read(ctx, path, &content, &exists) || !exists
               ? ""
               : sha256_hex(ctx->arena, content.at, content.size);
}

static int by_time(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static void tell(const char *what, int64_t *us, size_t n)
{
    qsort(us, n, sizeof(*us), by_time);
    printf("verdict, %s: median %.3f ms, p99 %.3f ms, most %.3f ms (%zu verdicts; goal: under 2 ms)\n", what,
           (double)us[n / 2] / 1000, (double)us[n * 99 / 100] / 1000, (double)us[n - 1] / 1000, n);
}

static int64_t cpu_us(void)
{
    struct timespec spent;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return spent.tv_sec * 1000000 + spent.tv_nsec / 1000;
}

/* By the clock, and in CPU time of the whole process: the first also counts what else the machine does. */
static void measure(struct ctx *ctx, const struct drill *drill)
{
    const size_t n = drill->corpus.n * ROUNDS;
    int64_t *clock = arena_alloc(ctx->arena, n * sizeof(*clock)),
            *cpu = arena_alloc(ctx->arena, n * sizeof(*cpu));

    for (size_t i = 0; i < n; i++) {
        struct arena *arena = arena_new();
        struct ctx own = { .arena = arena };
        struct guard_verdict verdict;
        const int64_t began = monotonic_us(), spent = cpu_us();
        struct err *err =
            corpus_verdict(&own, &drill->corpus, &drill->corpus.cases[i % drill->corpus.n], &verdict);

        clock[i] = monotonic_us() - began;
        cpu[i] = cpu_us() - spent;
        (void)err;
        arena_free(arena);
    }
    tell("clock", clock, n);
    tell("CPU", cpu, n);
}

static long resident_kib(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[200];
    long kib = 0;

    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now() };
    struct drill drill = { .program = argc > 2 ? argv[2] : NULL,
                           .timeout_s = argc > 4 ? strtol(argv[4], NULL, 10) : TIMEOUT_S };
    const size_t mutations = argc > 3 ? strtoul(argv[3], NULL, 10) : MUTATIONS;
    char folder[] = "/tmp/truffle-drill-XXXXXX";
    struct err *err;
    const char *path, *made;
    long before;

    setvbuf(stdout, NULL, _IOLBF, 0);
    err = argc < 3 ? err_new(&ctx, ERR_INVALID, NULL, "name a corpus and the program")
                   : corpus_read(&ctx, argv[1], &drill.corpus);
    if (!err && text_is(argv[2], "-")) { /* the time alone */
        measure(&ctx, &drill);
        return 0;
    }
    if (!err && mkdtemp(folder))
        err = corpus_fixture(&ctx, &drill.corpus, folder);
    if (err) {
        fprintf(stderr, "%s\n", err->message);
        return 2;
    }
    path = arena_printf(arena, "%s/w.duckdb", folder);
    made = digest(&ctx, path);
    before = resident_kib();
    for (size_t i = 0; i < drill.corpus.n; i++)
        try_one(&drill, &drill.corpus.cases[i]);
    printf("memory of the caller: %ld MiB before, %ld MiB after\n", before / 1024, resident_kib() / 1024);
    printf("the database file is %s\n", text_is(made, digest(&ctx, path)) ? "as it was" : "CHANGED");
    drill.n_wrong += !text_is(made, digest(&ctx, path)) || !*made;
    printf("statements: allowed %zu denied %zu wrong %zu\n", drill.n_allowed, drill.n_denied, drill.n_wrong);
    measure(&ctx, &drill);
    try_mutations(&drill, mutations);
    printf("with %zu mutations:\n", mutations);
    printf("allowed %zu denied %zu wrong %zu\n", drill.n_allowed, drill.n_denied, drill.n_wrong);
    remove(path);
    remove(folder);
    arena_free(arena);
    return drill.n_wrong > 0;
}
