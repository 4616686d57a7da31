/*
 * The program as a person at a terminal has it: arguments in; out come what it prints and its exit code.
 */
#include "packages/core/test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_ARGS = 20, MOST_TEXT = 1024 * 1024 };

struct ran {
    int code;
    const char *out, *err;
};

static const char *read_back(struct ctx *ctx, int fd)
{
    struct buf text = buf_in(ctx->arena, MOST_TEXT);
    char piece[4096];
    ssize_t got;

    lseek(fd, 0, SEEK_SET);
    while ((got = read(fd, piece, sizeof(piece))) > 0)
        buf_add(&text, piece, (size_t)got);
    close(fd);
    return buf_str(&text);
}

/* A file without a name. */
static int scratch(void)
{
    const int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    return fd;
}

static struct ran run(struct ctx *ctx, const char *const *words)
{
    char *argv[MOST_ARGS + 2] = { (char *)(uintptr_t) "truffle" };
    const int out = scratch(), err = scratch();
    int status = 0;
    pid_t child;

    for (size_t i = 0; words[i] && i < MOST_ARGS; i++)
        argv[i + 1] = arena_text(ctx->arena, words[i]);
    child = fork();
    if (child == 0) {
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        execv("build/san/truffle", argv);
        _exit(127);
    }
    assert_true(child > 0);
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    return (struct ran){ WEXITSTATUS(status), read_back(ctx, out), read_back(ctx, err) };
}

#define RUN(...) run(ctx, (const char *const[]){ __VA_ARGS__, NULL })

static void holds(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("\"%s\" isn't in: %.2000s", words, text);
}

static const char *member(struct ctx *ctx, const struct ran *ran, const char *name)
{
    json_t *json = json_loads(ran->out, 0, NULL);

    assert_non_null(json);
    json_keep(ctx, json);
    return json_string_value(json_object_get(json, name));
}

/* --- changes --- */

static void a_change_may_be_meant_for_one_state(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx), *id, *first;
    struct ran ran = RUN("audience", "create", "VIP", "--json", "--data", data);

    assert_int_equal(ran.code, 0);
    id = member(ctx, &ran, "id");
    first = member(ctx, &ran, "revision");
    assert_int_equal(RUN("audience", "update", id, "--description", "a", "--data", data).code, 0);
    ran = RUN("audience", "update", id, "--description", "b", "--revision", first, "--data", data);
    assert_int_equal(ran.code, 1);
    holds(ran.err, "it was changed since it was read");
    ran = RUN("audience", "show", id, "--json", "--data", data);
    assert_string_equal(member(ctx, &ran, "description"), "a");
    ran = RUN("audience", "update", id, "--description", "b", "--revision", member(ctx, &ran, "revision"),
              "--data", data);
    assert_int_equal(ran.code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_change_may_be_meant_for_one_state),
    };

    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
