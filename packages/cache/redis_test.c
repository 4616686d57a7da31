/*
 * The cache in a Redis of our own on loopback, that is stopped and started again while it is used.
 */
#include "packages/cache/cache.h"
#include "packages/core/test.h"
#include "packages/operation/ports.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONGEST_START_MS = 10000, PAUSE_MS = 1200 };

struct server {
    pid_t pid;
    int port;
};

static int free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(at);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    close(fd);
    return ntohs(at.sin_port);
}

static bool listens(int port)
{
    const struct sockaddr_in at = { .sin_family = AF_INET,
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                    .sin_port = htons((uint16_t)port) };
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const bool is_there = connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0;

    close(fd);
    return is_there;
}

static void start(struct server *server, const char *password)
{
    char port[16];

    snprintf(port, sizeof(port), "%d", server->port);
    server->pid = fork();
    if (server->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies takes it along */
        (void)!freopen("/dev/null", "w", stdout);
        execlp("redis-server", "redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "",
               "--appendonly", "no", "--dir", "/tmp", "--requirepass", password, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < LONGEST_START_MS / 10 && !listens(server->port); i++)
        usleep(10000);
    assert_true(listens(server->port));
}

static void stop(struct server *server)
{
    if (server->pid > 0) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
    }
    server->pid = 0;
}

static struct cache *opened(struct ctx *ctx, const struct server *server, const char *who,
                            const char *database)
{
    struct cache *cache;
    char url[200];

    snprintf(url, sizeof(url), "redis://%s@127.0.0.1:%d%s", who, server->port, database);
    assert_ok(cache_open(ctx, url, 1000, &cache));
    return cache;
}

static const char *got(struct ctx *ctx, struct cache *cache, const char *key)
{
    size_t len = 0;
    const char *text = cache_get(ctx, cache, key, &len);

    assert_true(!text || strlen(text) == len);
    return text;
}

static void put(struct ctx *ctx, struct cache *cache, const char *key, const char *text)
{
    cache_put(ctx, cache, key, text, strlen(text), SECONDS(60));
}

static void what_one_puts_another_gets(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server server = { 0, free_port() };
    struct cache *one, *two, *elsewhere;

    start(&server, "secret");
    one = opened(ctx, &server, ":secret", "");
    two = opened(ctx, &server, "default:secret", "/0");
    elsewhere = opened(ctx, &server, ":secret", "/3");
    assert_null(got(ctx, one, "a"));
    put(ctx, one, "a", "one");
    put(ctx, one, "empty", "");
    assert_string_equal(got(ctx, two, "a"), "one");
    assert_string_equal(got(ctx, two, "empty"), "");
    assert_null(got(ctx, elsewhere, "a"));
    put(ctx, two, "a", "two");
    assert_string_equal(got(ctx, one, "a"), "two");
    cache_put(ctx, one, "short", "x", 1, 50000);
    usleep(100000);
    assert_null(got(ctx, one, "short"));
    cache_free(one);
    cache_free(two);
    cache_free(elsewhere);
    stop(&server);
}

static void a_redis_that_is_gone_is_a_miss_and_comes_back(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server server = { 0, free_port() };
    struct cache *cache = opened(ctx, &server, ":secret", "");
    struct cache_state is;
    int64_t since;

    assert_null(got(ctx, cache, "a")); /* never was there */
    cache_describe(cache, &is);
    assert_non_null(is.trouble);
    start(&server, "secret");
    usleep(PAUSE_MS * 1000);
    put(ctx, cache, "a", "one");
    assert_string_equal(got(ctx, cache, "a"), "one");
    cache_describe(cache, &is);
    assert_null(is.trouble);
    stop(&server);
    assert_null(got(ctx, cache, "a"));
    since = monotonic_us();
    for (int i = 0; i < 1000; i++)
        assert_null(got(ctx, cache, "a"));
    assert_true(monotonic_us() - since < PAUSE_MS * 1000); /* nobody waits while it is gone */
    start(&server, "secret");
    usleep(PAUSE_MS * 1000);
    assert_null(got(ctx, cache, "a"));
    put(ctx, cache, "a", "again");
    assert_string_equal(got(ctx, cache, "a"), "again");
    cache_free(cache);
    stop(&server);
}

/* It accepts and never answers. */
static void a_redis_that_hangs_costs_a_moment(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server server = { 0, free_port() };
    struct cache *cache = opened(ctx, &server, ":secret", "");
    int64_t since;

    start(&server, "secret");
    put(ctx, cache, "a", "one");
    kill(server.pid, SIGSTOP);
    since = monotonic_us();
    assert_null(got(ctx, cache, "a"));
    assert_null(got(ctx, cache, "a"));
    assert_true(monotonic_us() - since < 900000);
    kill(server.pid, SIGCONT);
    usleep(PAUSE_MS * 1000);
    assert_string_equal(got(ctx, cache, "a"), "one");
    cache_free(cache);
    stop(&server);
}

static void a_wrong_password_is_a_miss(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server server = { 0, free_port() };
    struct cache *cache;
    struct cache_state is;

    start(&server, "secret");
    cache = opened(ctx, &server, ":other", "");
    put(ctx, cache, "a", "one");
    assert_null(got(ctx, cache, "a"));
    cache_describe(cache, &is);
    assert_string_equal(is.trouble, "AUTH was refused");
    cache_free(cache);
    stop(&server);
}

static struct {
    struct cache *cache;
} shared;

static void *use_it(void *arg)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena };
    const char *key = arg;

    for (int i = 0; i < 500; i++) {
        put(&ctx, shared.cache, key, key);
        assert_string_equal(got(&ctx, shared.cache, key), key);
    }
    arena_free(arena);
    return NULL;
}

static void many_threads_share_it(void **state)
{
    static char keys[12][8];
    struct ctx *ctx = test_ctx(state);
    struct server server = { 0, free_port() };
    pthread_t threads[COUNT(keys)];

    start(&server, "secret");
    shared.cache = opened(ctx, &server, ":secret", "");
    for (size_t i = 0; i < COUNT(keys); i++) {
        snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
        pthread_create(&threads[i], NULL, use_it, keys[i]);
    }
    for (size_t i = 0; i < COUNT(keys); i++)
        pthread_join(threads[i], NULL);
    cache_free(shared.cache);
    stop(&server);
}

static void odd_addresses_are_refused(void **state)
{
    static const char *const odd[] = { "redis://",    "redis:///1",           "http://h",
                                       "redis://h:",  "redis://h:99999",      "redis://user@h",
                                       "redis://h/x", "redis://h:6379/99999", "redis://h:1:2",
                                       "redis://u:@h" };
    struct ctx *ctx = test_ctx(state);
    struct cache *cache;

    for (size_t i = 0; i < COUNT(odd); i++)
        assert_err(cache_open(ctx, odd[i], 1000, &cache), ERR_INVALID, "redis_url");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_one_puts_another_gets),
        TEST(a_redis_that_is_gone_is_a_miss_and_comes_back),
        TEST(a_redis_that_hangs_costs_a_moment),
        TEST(a_wrong_password_is_a_miss),
        TEST(many_threads_share_it),
        TEST(odd_addresses_are_refused),
    };

    return cmocka_run_group_tests_name("a cache in Redis", tests, NULL, NULL);
}
