/*
 * Runs the files *.t beside it: what a caller sees, as text. Each file has a program of its own, served on a
 * free port, with people who sign in by one-time links; `with shop` adds customers, their consents, a GA4
 * export, and an account on the simulator of the platforms.
 */
#include "connectors/sandbox/sandbox.h"
#include "domain/accounts/accounts.h"
#include "domain/loads/loads.h"
#include "domain/users/users.h"
#include "packages/core/log.h"
#include "services/api/server.h"
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/app.h"
#include "tests/testing/cases.h"
#include "tests/testing/database.h"
#include "tests/testing/match.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum role role;
    unsigned capabilities;
} people[] = {
    { "marketer", ROLE_USER, 0 },
    { "colleague", ROLE_USER, 0 },
    { "approver", ROLE_USER, CAN_APPROVE },
    { "auditor", ROLE_USER, CAN_AUDIT },
    { "admin", ROLE_ADMIN, 0 },
    { "root", ROLE_SUPERADMIN, CAN_APPROVE | CAN_AUDIT },
};

/* --- the program --- */

static void *owner_calls(struct ctx *ctx, struct app *app, const struct operation *operation, json_t *in)
{
    struct ctx owner = app_ctx(app, ctx->arena);
    void *out = NULL;

    assert_ok(operation_run(&owner, operation, json_keep(ctx, in), &out));
    return out;
}

static const char *link_of(struct ctx *ctx, void *app, const char *name)
{
    const struct user_link *link =
        owner_calls(ctx, app, &user_operations[USER_SIGNIN_LINK], json_pack("{ss}", "name", name));

    return strchr(link->link, '#') + 1;
}

static void work(struct ctx *ctx, void *app)
{
    struct err *err;

    do {
        struct ctx job = app_ctx(app, ctx->arena);

        err = orchestrator_step(&job);
    } while (!err);
    assert_err(err, ERR_NOT_FOUND, NULL);
}

static void stop_server(void *server)
{
    server_stop(server);
}

static void stop_sandbox(void *sandbox)
{
    sandbox_stop(sandbox);
}

/* --- the shop: twelve customers; one without an address, one who said no, one who said nothing, two who
 * share one --- */

static const char customers[] =
    "customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at\n"
    "C01,ann@example.com,,Ann,Lee,US,,,,2026-01-01T00:00:00Z\n"
    "C02,ben@example.com,+1-202-555-0102,Ben,,US,,,,2026-01-02T00:00:00Z\n"
    "C03,cleo@example.com,,,,US,,,,2026-01-03T00:00:00Z\n"
    "C04,dan@example.com,,,,US,,,,2026-01-04T00:00:00Z\n"
    "C05,eve@example.com,,,,US,,,,2026-01-05T00:00:00Z\n"
    "C06,,,,,US,,,,2026-01-06T00:00:00Z\n"
    "C07,no@example.com,,,,US,,,,2026-01-07T00:00:00Z\n"
    "C08,silent@example.com,,,,US,,,,2026-01-08T00:00:00Z\n"
    "C09,ann@example.com,,,,US,,,,2026-01-09T00:00:00Z\n"
    "C10,fr1@example.com,,,,FR,,,,2026-01-10T00:00:00Z\n"
    "C11,fr2@example.com,,,,FR,,,,2026-01-11T00:00:00Z\n"
    "C12,de@example.com,,,,DE,,,,2026-01-12T00:00:00Z\n";

static const char *file_of(struct ctx *ctx, const char *name, const char *text)
{
    const char *path = arena_printf(ctx->arena, "%s/%s", ctx->ports->folder, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static const char orders[] = "order_id,customer_id,ordered_at,item_id,quantity,unit_price,cancelled\n"
                             "o1,C01,2026-02-01T10:00:00Z,shirt,2,10,no\n"
                             "o2,C01,2026-02-02T10:00:00Z,cap,1,5,no\n"
                             "o3,C02,2026-02-03T10:00:00Z,cap,1,7,yes\n";

static const char *consents(struct ctx *ctx)
{
    struct buf text = buf_in(ctx->arena, 10000);

    buf_text(&text, "identifier_type,identifier,consent_type,state,at,source\n");
    for (int i = 1; i <= 12; i++) {
        if (i == 8)
            continue;
        for (int purpose = 0; purpose < 2; purpose++)
            buf_printf(&text, "customer_id,C%02d,%s,%s,2026-02-01T00:00:00Z,form\n", i,
                       purpose ? "ad_personalization" : "ad_user_data", i == 7 ? "withdrawn" : "granted");
    }
    return buf_str(&text);
}

static void open_shop(struct ctx *ctx, struct app *app)
{
    struct sandbox *sandbox = NULL;

    assert_ok(sandbox_start(ctx->arena, &(struct sandbox_options){ 0 }, &sandbox));
    arena_defer(ctx->arena, stop_sandbox, sandbox);
    app->settings.google_ads_url = arena_printf(ctx->arena, "http://127.0.0.1:%u", sandbox_port(sandbox));
    owner_calls(ctx, app, &load_operations[LOAD_CUSTOMERS],
                json_pack("{s[s]}", "files", file_of(ctx, "customers.csv", customers)));
    owner_calls(ctx, app, &load_operations[LOAD_CONSENTS],
                json_pack("{s[s]}", "files", file_of(ctx, "consents.csv", consents(ctx))));
    owner_calls(ctx, app, &load_operations[LOAD_ORDERS],
                json_pack("{s[s]}", "files", file_of(ctx, "orders.csv", orders)));
    owner_calls(ctx, app, &account_operations[ACCOUNT_ADD],
                json_pack("{sssssssssb}", "platform", "google-ads", "external_id", "1234567890", "name",
                          "Shop", "access_token", "canary-token", "sandbox", 1));
}

static void load_events(struct ctx *ctx, struct app *app)
{
    owner_calls(ctx, app, &load_operations[LOAD_GA4],
                json_pack("{s[s]}", "files", "tests/data/ga4/merchandise_store_sample.ndjson"));
}

/* --- the files --- */

static void keep_odd_bodies(struct ctx *ctx, struct kept *kept)
{
    struct buf large = buf_in(ctx->arena, 2 * 1024 * 1024), deep = buf_in(ctx->arena, 1000);

    while (large.len <= 1024 * 1024)
        buf_text(&large, "0123456789abcdef");
    for (int i = 0; i < 40; i++)
        buf_char(&deep, '[');
    for (int i = 0; i < 40; i++)
        buf_char(&deep, ']');
    kept_set(ctx, kept, "large", buf_str(&large));
    kept_set(ctx, kept, "deep", buf_str(&deep));
}

/* A file, and the database that it is run on. */
struct play {
    const char *path;
    bool is_postgres;
};

static void run_file(struct ctx *ctx, struct app *app, const char *path)
{
    struct case_world world = { .of = app, .link = link_of, .work = work };
    struct server *server = NULL;
    struct kept kept = { 0 };
    const char *wrong;

    log_set_level(LOG_ERROR);
    if (case_wants(ctx, path, "shop"))
        open_shop(ctx, app);
    if (case_wants(ctx, path, "events"))
        load_events(ctx, app);
    for (size_t i = 0; i < COUNT(people); i++, ctx->now.us += 1000) /* ids sort by time */
        kept_set(ctx, &kept, people[i].name,
                 test_person(ctx, people[i].name, people[i].role, people[i].capabilities)->id);
    assert_ok(server_start(
        ctx, &(struct server_options){ .ports = &app->ports, .operations = all_operations }, &server));
    arena_defer(ctx->arena, stop_server, server);
    world.port = server_port(server);
    app->ports.base_url = arena_printf(ctx->arena, "http://127.0.0.1:%u", world.port);
    kept_set(ctx, &kept, "port", arena_printf(ctx->arena, "%u", world.port));
    keep_odd_bodies(ctx, &kept);
    wrong = case_run(ctx, &world, &kept, path);
    if (wrong)
        print_error("%s\n", wrong);
    assert_null(wrong);
}

static void file_says_what_happens(void **state)
{
    const struct play *play = *state;
    struct ctx *ctx;
    void *own;

    test_begin(&own);
    ctx = own;
    if (play->is_postgres) {
        const char *flag = arena_printf(ctx->arena, "database_url=%s", test_postgres(ctx));

        run_file(ctx, test_app_with(ctx, &flag, 1), play->path);
    } else {
        run_file(ctx, test_app(ctx), play->path);
    }
    test_end(&own);
}

static const char *const on_both[] = { "accounts.t", "activation.t", "artifacts.t",     "audiences.t",
                                       "audit.t",    "conditions.t", "conversations.t", "consents.t",
                                       "links.t",    "repeats.t",    "users.t" };

int main(void)
{
    enum { MOST = 64 };
    struct CMUnitTest tests[MOST];
    struct play plays[MOST];
    char names[MOST][64];
    glob_t files = { 0 };
    size_t n = 0;
    int result;

    if (glob("tests/api/*.t", 0, NULL, &files) != 0)
        return 1;
    for (size_t i = 0; i < files.gl_pathc && n < MOST; i++, n++)
        plays[n] = (struct play){ files.gl_pathv[i], false };
    for (size_t i = 0; i < files.gl_pathc; i++)
        for (size_t j = 0; j < COUNT(on_both) && n < MOST; j++)
            if (text_ends(files.gl_pathv[i], on_both[j]))
                plays[n++] = (struct play){ files.gl_pathv[i], true };
    for (size_t i = 0; i < n; i++) {
        const char *base = strrchr(plays[i].path, '/') + 1;

        snprintf(names[i], sizeof(names[i]), "%.*s%s", (int)strcspn(base, "."), base,
                 plays[i].is_postgres ? "_postgres" : "");
        tests[i] = (struct CMUnitTest){ names[i], file_says_what_happens, NULL, NULL, &plays[i] };
    }
    result = _cmocka_run_group_tests("api", tests, n, NULL, NULL);
    globfree(&files);
    return result;
}
