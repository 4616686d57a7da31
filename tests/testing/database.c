#include "tests/testing/database.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS "/usr/lib/postgresql/15/bin"

enum { LONGEST_START_S = 10 };

/* The one server of this program. */
static struct {
    pid_t pid;
    char folder[64];
    unsigned n_databases;
} server;

/* --- running its programs --- */

/* initdb and postgres refuse root: as root they run as the user that Debian made for them. */
static void become_postgres(void)
{
    const struct passwd *user = getpwnam("postgres");

    if (geteuid() != 0)
        return;
    if (!user || initgroups("postgres", user->pw_gid) < 0 || setgid(user->pw_gid) < 0 ||
        setuid(user->pw_uid) < 0)
        _exit(126);
}

static pid_t started(const char *const *words)
{
    const pid_t child = fork();
    char log[80];
    int file;

    if (child != 0)
        return child;
    become_postgres();
    prctl(PR_SET_PDEATHSIG, SIGQUIT); /* a test that dies takes it along */
    snprintf(log, sizeof(log), "%s/log", server.folder);
    file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0)
        _exit(125);
    if (chdir(server.folder) < 0)
        _exit(124);
    execv(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

static void fail_with_log(const char *what)
{
    char text[4096] = "";
    char path[80];
    FILE *file;

    snprintf(path, sizeof(path), "%s/log", server.folder);
    file = fopen(path, "re");
    if (file) {
        (void)fseek(file, -2000, SEEK_END); /* its end says why; a shorter one is read whole */
        text[fread(text, 1, sizeof(text) - 1, file)] = 0;
        fclose(file);
    }
    print_error("PostgreSQL: %s\n%s\n", what, text);
    fail();
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void stop(void)
{
    if (server.pid > 0) {
        kill(server.pid, SIGQUIT);
        waitpid(server.pid, NULL, 0);
    }
    nftw(server.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_cluster(void)
{
    const char *const words[] = { PROGRAMS "/initdb",
                                  "-D",
                                  "data",
                                  "-E",
                                  "UTF8",
                                  "--locale=C",
                                  "-A",
                                  "trust",
                                  "-U",
                                  "postgres",
                                  "--no-sync",
                                  "--no-instructions",
                                  NULL };
    int status = 0;
    pid_t child;

    child = started(words);
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_with_log("initdb failed");
}

static void run_server(void)
{
    const char *const words[] = { PROGRAMS "/postgres",
                                  "-D",
                                  "data",
                                  "-k",
                                  server.folder,
                                  "-c",
                                  "listen_addresses=",
                                  "-c",
                                  "fsync=off",
                                  "-c",
                                  "full_page_writes=off",
                                  "-c",
                                  "max_connections=40",
                                  "-c",
                                  "shared_buffers=16MB",
                                  "-c",
                                  "autovacuum=off",
                                  NULL };
    const struct timespec moment = { .tv_nsec = 20000000 };
    const int64_t until = monotonic_us() + SECONDS(LONGEST_START_S);
    char url[120];

    server.pid = started(words);
    snprintf(url, sizeof(url), "postgres:///postgres?host=%s&user=postgres", server.folder);
    while (PQping(url) != PQPING_OK) {
        if (waitpid(server.pid, NULL, WNOHANG) != 0) {
            server.pid = 0; /* it is gone, and its number may be another's */
            fail_with_log("it ended at once");
        }
        if (monotonic_us() > until)
            fail_with_log("it doesn't start");
        nanosleep(&moment, NULL);
    }
}

static void start(void)
{
    const struct passwd *user = getpwnam("postgres");

    if (*server.folder)
        fail_with_log("it didn't start for the test before");
    snprintf(server.folder, sizeof(server.folder), "/tmp/truffle-pg-XXXXXX");
    assert_non_null(mkdtemp(server.folder));
    atexit(stop);
    if (geteuid() == 0) {
        assert_non_null(user);
        assert_int_equal(chown(server.folder, user->pw_uid, user->pw_gid), 0);
    }
    make_cluster();
    run_server();
}

/* --- databases --- */

const char *test_postgres(struct ctx *ctx)
{
    const char *url, *name, *make;
    PGresult *result;
    PGconn *pg;

    if (!server.pid)
        start();
    name = arena_printf(ctx->arena, "test_%u", ++server.n_databases);
    url = arena_printf(ctx->arena, "postgres:///postgres?host=%s&user=postgres", server.folder);
    pg = PQconnectdb(url);
    make = arena_printf(ctx->arena, "CREATE DATABASE %s STRATEGY wal_log", name);
    result = PQexec(pg, make);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("PostgreSQL: %s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    return arena_printf(ctx->arena, "postgres:///%s?host=%s&user=postgres", name, server.folder);
}

const char *test_sqlite(struct ctx *ctx)
{
    return arena_printf(ctx->arena, "sqlite:%s/test.db", test_folder(ctx));
}

static void close_store(void *store)
{
    store_close(store);
}

void test_store(struct ctx *ctx, const char *url)
{
    struct ports *ports = arena_alloc(ctx->arena, sizeof(*ports));
    struct settings *settings = arena_alloc(ctx->arena, sizeof(*settings));

    setenv("TRUFFLE_CONFIG", "/dev/null", 1);
    assert_ok(settings_load(ctx, NULL, 0, settings));
    ports->settings = settings;
    assert_ok(store_open(ctx, url, 10, &ports->store));
    arena_defer(ctx->arena, close_store, ports->store);
    ctx->ports = ports;
}

int test_begin_sqlite(void **state)
{
    test_begin(state);
    test_store(test_ctx(state), test_sqlite(test_ctx(state)));
    assert_ok(store_migrate(test_ctx(state)));
    return 0;
}

int test_begin_postgres(void **state)
{
    test_begin(state);
    test_store(test_ctx(state), test_postgres(test_ctx(state)));
    assert_ok(store_migrate(test_ctx(state)));
    return 0;
}

bool test_is_postgres(const struct ctx *ctx)
{
    return text_is(store_driver_name(ctx->ports->store), "postgres");
}
