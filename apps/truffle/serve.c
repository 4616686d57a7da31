/*
 * The server: everything in one process. Says in a few lines where it is and how to come in.
 */
#include "apps/truffle/cli.h"

#include "connectors/sandbox/sandbox.h"
#include "domain/users/users.h"
#include "packages/core/log.h"
#include "packages/store/store.h"
#include "services/api/server.h"
#include "services/orchestrator/orchestrator.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* A public address needs TLS in front: say which setting makes it right, instead of serving passwords in the
 * clear. */
static struct err *check_address(struct cli *cli)
{
    const char *listen = cli->settings.listen;
    const bool is_local =
        text_starts(listen, "127.") || text_starts(listen, "localhost:") || text_starts(listen, "[::1]:");

    if (is_local || text_starts(cli->settings.public_url, "https://"))
        return NULL;
    return err_new(
        &cli->ctx, ERR_INVALID, "listen",
        "%s can be reached from outside: set public_url to the https:// address of the proxy in front",
        listen);
}

/* Until somebody with all rights has signed in, each start prints a link for them. */
static struct err *first_link(struct cli *cli, struct user_link *out)
{
    struct ctx ctx = app_ctx(&cli->app, cli->work);
    struct user_page page = { 0 };
    void *link = NULL;
    struct err *err;

    err = user_list(&ctx, &(struct page_query){ .limit = 200 }, &page);
    for (size_t i = 0; i < page.n_items && !err; i++)
        if (page.items[i].role == ROLE_SUPERADMIN && page.items[i].last_seen_at.us > 0)
            return NULL;
    if (!err)
        err = operation_run(&ctx, &user_operations[USER_SIGNIN_LINK], NULL, &link);
    if (!err)
        *out = *(struct user_link *)link;
    return err;
}

static void greet(struct cli *cli, const struct server *server, const struct user_link *link)
{
    const char *listen = cli->settings.listen;

    printf("Random Truffle %s\n", TRUFFLE_VERSION);
    printf("listening on http://%.*s:%u, data in %s\n", (int)(strrchr(listen, ':') - listen), listen,
           server_port(server), cli->settings.data);
    if (cli->settings.sandbox)
        puts("accounts marked as simulators push to the built-in one: nothing leaves this machine");
    if (link->link)
        printf("sign in once with this link, within %d minutes:\n%s\n", LINK_MINUTES, link->link);
    else
        puts("a new sign-in link: truffle signin");
    fflush(stdout);
}

static void wait_for_signal(void)
{
    sigset_t set;
    int which;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &which);
}

static void block_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* in all threads that start from here on */
}

static struct err *start_sandbox(struct cli *cli, struct sandbox **out)
{
    const struct sandbox_options options = {
        .state_dir = arena_printf(cli->ctx.arena, "%s/sandbox", cli->settings.data),
    };
    struct err *err;

    *out = NULL;
    if (!cli->settings.sandbox)
        return NULL;
    err = sandbox_start(cli->ctx.arena, &options, out);
    if (!err)
        cli->app.settings.sandbox_url =
            arena_printf(cli->ctx.arena, "http://127.0.0.1:%u", sandbox_port(*out));
    return err;
}

/* Requests and jobs have drain_s together. What runs longer is left where the database has it: the end of the
 * process is no worse than a crash, which every job is made for. */
static void stop(struct cli *cli, struct server *server, struct orchestrator *orchestrator)
{
    const int64_t end = monotonic_us() + SECONDS(cli->settings.drain_s);
    int64_t rest;

    orchestrator_halt(orchestrator);
    if (server)
        server_stop(server);
    rest = end - monotonic_us();
    if (orchestrator_stop(orchestrator, rest > 0 ? rest : 0))
        return;
    LOG_EVENT(LOG_WARN, "work_left", LOG("next_start", "takes it up"));
    _exit(0);
}

int run_serve(struct cli *cli, int argc, char **argv)
{
    struct orchestrator *orchestrator = NULL;
    struct server *server = NULL;
    struct sandbox *sandbox = NULL;
    struct user_link link = { 0 };
    struct err *err;

    (void)argv;
    if (argc)
        return cli_fail(cli, err_new(&cli->ctx, ERR_INVALID, NULL, "serve takes settings only"));
    block_signals();
    if (!*cli->settings.log_level)
        log_set_level(LOG_INFO); /* a command says less than a server */
    err = check_address(cli);
    if (!err)
        err = cli_open(cli);
    if (!err)
        err = start_sandbox(cli, &sandbox);
    if (!err)
        err = server_start(&cli->ctx,
                           &(struct server_options){ .ports = &cli->app.ports,
                                                     .operations = all_operations,
                                                     .socket = app_socket(&cli->ctx, &cli->settings) },
                           &server);
    if (!err) {
        if (text_ends(cli->settings.listen, ":0"))
            cli->app.ports.base_url =
                arena_printf(cli->ctx.arena, "http://127.0.0.1:%u", server_port(server));
        err = first_link(cli, &link);
    }
    if (!err) {
        orchestrator = orchestrator_start(&cli->app.ports, (unsigned)cli->settings.workers);
        greet(cli, server, &link);
        wait_for_signal();
        LOG_EVENT(LOG_INFO, "stopping", LOG("drain_s", (long)cli->settings.drain_s));
    }
    stop(cli, server, orchestrator);
    if (sandbox)
        sandbox_stop(sandbox);
    return err ? cli_fail(cli, err) : 0;
}

/* "ADDRESS:PORT" apart, and the file of faults read. */
static struct err *sandbox_flag(struct cli *cli, const char *flag, const char *value,
                                struct sandbox_options *options)
{
    FILE *file;
    struct buf text = buf_in(cli->ctx.arena, 1024 * 1024);
    char piece[4096];
    size_t got;

    if (text_is(flag, "--state")) {
        options->state_dir = value;
        return NULL;
    }
    if (!text_is(flag, "--faults"))
        return err_new(&cli->ctx, ERR_INVALID, NULL,
                       "%s is not understood: --state DIR, --faults FILE, --slow-verdicts", flag);
    file = fopen(value, "re");
    if (!file)
        return err_new(&cli->ctx, ERR_NOT_FOUND, NULL, "can't read %s", value);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, piece, got);
    fclose(file);
    options->faults = buf_str(&text);
    return NULL;
}

static struct err *sandbox_listen(struct cli *cli, struct sandbox_options *options)
{
    const char *colon = strrchr(cli->settings.listen, ':');
    int64_t port;

    if (!colon || !text_to_int(colon + 1, &port) || port < 0 || port > 65535)
        return err_new(&cli->ctx, ERR_INVALID, "listen", "must be ADDRESS:PORT, such as 127.0.0.1:9090");
    options->address =
        arena_text_n(cli->ctx.arena, cli->settings.listen, (size_t)(colon - cli->settings.listen));
    options->port = (unsigned)port;
    return NULL;
}

int run_sandbox(struct cli *cli, int argc, char **argv)
{
    struct sandbox_options options = { 0 };
    struct sandbox *sandbox = NULL;
    struct err *err = sandbox_listen(cli, &options);

    for (int i = 0; i < argc && !err; i += text_is(argv[i], "--slow-verdicts") ? 1 : 2) {
        if (text_is(argv[i], "--slow-verdicts"))
            options.is_slow = true;
        else if (i + 1 < argc)
            err = sandbox_flag(cli, argv[i], argv[i + 1], &options);
        else
            err = err_new(&cli->ctx, ERR_INVALID, NULL, "%s needs a value", argv[i]);
    }
    block_signals();
    if (!err)
        err = sandbox_start(cli->ctx.arena, &options, &sandbox);
    if (err)
        return cli_fail(cli, err);
    printf("sandbox listening on http://%s:%u\n", options.address, sandbox_port(sandbox));
    fflush(stdout);
    wait_for_signal();
    sandbox_stop(sandbox);
    return 0;
}
