#include "packages/core/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct identity tester = {
    .id = "usr_tester", .name = "Tester", .role = ROLE_SUPERADMIN, .capabilities = CAN_APPROVE | CAN_AUDIT
};

int test_begin(void **state)
{
    struct arena *arena = arena_new();
    struct ctx *ctx = arena_alloc(arena, sizeof(*ctx));

    ctx->arena = arena;
    ctx->who = &tester;
    ctx->random = 1;
    ctx->is_clock_fixed = true;
    ctx->request_id = "req_test";
    instant_parse("2026-11-24T08:00:00Z", &ctx->now);
    *state = ctx;
    return 0;
}

int test_end(void **state)
{
    struct ctx *ctx = *state;

    arena_free(ctx->arena);
    return 0;
}

struct ctx *test_ctx(void **state)
{
    return *state;
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_folder(void *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_folder(struct ctx *ctx)
{
    char *path = arena_text(ctx->arena, "/tmp/truffle-test-XXXXXX");

    assert_non_null(mkdtemp(path));
    arena_defer(ctx->arena, remove_folder, path);
    return path;
}

void test_ok(const struct err *err, const char *file, int line)
{
    if (!err)
        return;
    print_error("unexpected %s at %s: %s\n", err_word(err->code), err->pointer ? err->pointer : "-",
                err->message);
    _fail(file, line);
}

void test_err(const struct err *err, enum err_code code, const char *field, const char *file, int line)
{
    if (!err) {
        print_error("expected %s, but it succeeded\n", err_word(code));
        _fail(file, line);
        return;
    }
    if (err->code != code) {
        print_error("expected %s, got %s: %s\n", err_word(code), err_word(err->code), err->message);
        _fail(file, line);
    }
    if (!field)
        return;
    if (!err->pointer || strcmp(err->pointer + (field[0] != '/'), field) != 0) {
        print_error("expected a fault at %s, got %s: %s\n", field, err->pointer ? err->pointer : "-",
                    err->message);
        _fail(file, line);
    }
}
