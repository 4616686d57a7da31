/*
 * The program can be asked: the tables that it is made from.
 */
#include "apps/truffle/cli.h"

#include "packages/platform/platform.h"
#include "packages/store/store.h"
#include "services/api/route.h"
#include "services/orchestrator/orchestrator.h"

#include <stdio.h>
#include <string.h>

static const char *role_of(const struct operation *operation)
{
    static const char *const roles[] = { "anybody", "user", "admin", "superadmin" };

    if (operation->is_owner_only)
        return "owner";
    if (operation->capability)
        return operation->capability == CAN_APPROVE ? "approver" : "auditor";
    return roles[operation->role];
}

static void show_routes(void)
{
    for (const struct route_group *const *group = route_groups; *group; group++)
        for (size_t i = 0; i < (*group)->n_routes; i++) {
            const struct route *route = &(*group)->routes[i];

            printf("%-7s %-42s %-20s %s\n", route->method, route->path, route->operation->name,
                   role_of(route->operation));
        }
}

static void show_operations(void)
{
    for (const struct operation *const *at = all_operations; *at; at++)
        printf("%-20s %-11s %-6s %-5s %s\n", (*at)->name, role_of(*at),
               (*at)->effect == EFFECT_CHANGE ? "change" : "read", (*at)->is_long ? "long" : "short",
               (*at)->summary);
}

static void show_settings(void)
{
    const struct setting *settings;
    size_t n;

    settings = setting_table(&n);
    for (size_t i = 0; i < n; i++)
        printf("%-22s %-14s %s\n", settings[i].name, *settings[i].standard ? settings[i].standard : "-",
               settings[i].doc);
}

static void show_jobs(void)
{
    for (size_t i = 0; i < n_job_kinds; i++)
        printf("%-16s %s\n", job_kinds[i].name, job_kinds[i].doc);
}

static void show_connectors(void)
{
    for (const struct platform_driver *const *at = platform_drivers; *at; at++) {
        printf("%-12s %s, %zu members a request, %lld days\n", (*at)->name, (*at)->label, (*at)->limits.batch,
               (long long)(*at)->limits.membership_max_days);
        for (const struct platform_cause *cause = (*at)->causes; cause && cause->name; cause++)
            printf("  %-24s %s\n", cause->name, cause->words);
    }
}

static const struct {
    const char *name;
    void (*show)(void);
} tables[] = {
    { "connectors", show_connectors }, { "jobs", show_jobs },         { "operations", show_operations },
    { "routes", show_routes },         { "settings", show_settings },
};

int run_show(struct cli *cli, int argc, char **argv)
{
    for (size_t i = 0; i < COUNT(tables) && argc == 1; i++) {
        if (text_is(tables[i].name, argv[0])) {
            tables[i].show();
            return 0;
        }
    }
    return cli_fail(cli, err_new(&cli->ctx, ERR_INVALID, NULL,
                                 "show one of: connectors, jobs, operations, routes, settings"));
}

static int print_out(struct cli *cli, void (*print)(struct ctx *, struct buf *))
{
    struct buf text = buf_in(cli->ctx.arena, 16 * 1024 * 1024);

    print(&cli->ctx, &text);
    if (text.is_full)
        return cli_fail(cli, err_new(&cli->ctx, ERR_INTERNAL, NULL, "too much to print"));
    puts(buf_str(&text));
    return 0;
}

int run_openapi(struct cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return print_out(cli, openapi_print);
}

int run_types(struct cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return print_out(cli, types_print);
}

int run_version(struct cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    if (cli->output == OUTPUT_JSON)
        printf("{\"version\":\"%s\",\"commit\":\"%s\",\"schema\":%lld}\n", TRUFFLE_VERSION, TRUFFLE_COMMIT,
               (long long)store_schema_version());
    else
        printf("truffle %s (commit %s, schema %lld)\n", TRUFFLE_VERSION, TRUFFLE_COMMIT,
               (long long)store_schema_version());
    return 0;
}

int run_config(struct cli *cli, int argc, char **argv)
{
    struct buf text = buf_in(cli->ctx.arena, 64 * 1024);
    struct settings settings;
    struct err *err;

    if (argc == 1 && text_is(argv[0], "example")) {
        settings_example(&text);
        fputs(buf_str(&text), stdout);
        return 0;
    }
    if (argc != 1 || (!text_is(argv[0], "show") && !text_is(argv[0], "check")))
        return cli_fail(cli,
                        err_new(&cli->ctx, ERR_INVALID, NULL, "config show, config check or config example"));
    err = settings_load(&cli->ctx, cli->flags, cli->n_flags, &settings);
    if (err) {
        cli_fail(cli, err);
        return 78;
    }
    if (text_is(argv[0], "check")) {
        puts("the settings are sound");
        return 0;
    }
    err = settings_show(&cli->ctx, cli->flags, cli->n_flags, &text);
    if (err)
        return cli_fail(cli, err);
    fputs(buf_str(&text), stdout);
    return 0;
}
