#include "tests/testing/app.h"

#include "domain/users/users.h"

#include <stdlib.h>

static void close_app(void *app)
{
    app_close(app);
}

struct app *test_app_with(struct ctx *ctx, const char *const *flags, size_t n)
{
    const char *all[32];
    struct app *app = arena_alloc(ctx->arena, sizeof(*app));
    struct settings settings = { 0 };

    assert_true(n + 4 <= COUNT(all));
    setenv("TRUFFLE_CONFIG", "/dev/null", 1); /* a test doesn't hear what the machine is set to */
    all[0] = arena_printf(ctx->arena, "data=%s", test_folder(ctx));
    all[1] = "listen=127.0.0.1:0";
    all[2] = "warehouse_memory_mb=256";
    all[3] = "drain_s=2";
    for (size_t i = 0; i < n; i++)
        all[4 + i] = flags[i];
    assert_ok(settings_load(ctx, all, n + 4, &settings));
    assert_ok(app_open(ctx, &settings, app));
    app->ports.program = "build/san/truffle"; /* not this test once more */
    arena_defer(ctx->arena, close_app, app);
    return app;
}

struct app *test_app(struct ctx *ctx)
{
    return test_app_with(ctx, NULL, 0);
}

struct identity *test_person(struct ctx *ctx, const char *name, enum role role, unsigned capabilities)
{
    const struct user_new new = { .name = name,
                                  .role = role,
                                  .approver = (capabilities & CAN_APPROVE) != 0,
                                  .auditor = (capabilities & CAN_AUDIT) != 0 };
    struct identity *who = arena_alloc(ctx->arena, sizeof(*who));
    struct user user = { 0 };

    assert_ok(user_create(ctx, &new, &user));
    *who = user_identity(&user);
    return who;
}

int test_begin_app(void **state)
{
    test_begin(state);
    test_app(test_ctx(state));
    return 0;
}
