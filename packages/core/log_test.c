#include "packages/core/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What was written to stderr meanwhile. */
struct ear {
    int kept, read;
};

static struct ear listen_up(void)
{
    struct ear ear;
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    ear.kept = dup(STDERR_FILENO);
    ear.read = ends[0];
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    return ear;
}

static const char *heard(struct ctx *ctx, struct ear ear)
{
    char text[20000];
    ssize_t got;

    dup2(ear.kept, STDERR_FILENO);
    close(ear.kept);
    got = read(ear.read, text, sizeof(text));
    close(ear.read);
    return arena_text_n(ctx->arena, text, got > 0 ? (size_t)got : 0);
}

static json_t *line_of(struct ctx *ctx, const char *text)
{
    json_t *json = NULL;

    assert_true(text_ends(text, "\n"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
    assert_ok(json_parse(ctx, text, strlen(text), &json));
    return json;
}

static void an_event_is_one_line_of_json(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct ear ear = listen_up();
    json_t *line;

    LOG_EVENT(LOG_INFO, "request", LOG("path", "/a\"b\nc"), LOG("status", 200),
              LOG("user", (const char *)NULL));
    line = line_of(ctx, heard(ctx, ear));
    assert_string_equal(json_string_value(json_object_get(line, "event")), "request");
    assert_string_equal(json_string_value(json_object_get(line, "level")), "info");
    assert_string_equal(json_string_value(json_object_get(line, "path")), "/a\"b\nc");
    assert_int_equal(json_integer_value(json_object_get(line, "status")), 200);
    assert_true(json_is_null(json_object_get(line, "user")));
}

static void a_long_text_is_cut_between_characters(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 10000);
    const struct ear ear = listen_up();
    const char *said;

    buf_char(&text, 'x');
    for (int i = 0; i < 1000; i++)
        buf_text(&text, "\xe2\x82\xac");
    LOG_EVENT(LOG_WARN, "long", LOG("text", buf_str(&text)));
    said = json_string_value(json_object_get(line_of(ctx, heard(ctx, ear)), "text"));
    assert_true(strlen(said) <= 500 && strlen(said) > 490);
    assert_true(text_is_utf8(said, strlen(said)));
}

static void what_is_below_the_level_is_not_said(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct ear ear = listen_up();

    LOG_EVENT(LOG_DEBUG, "detail", LOG("n", 1));
    log_set_level(LOG_ERROR);
    LOG_EVENT(LOG_WARN, "warning", LOG("n", 1));
    log_set_level(LOG_INFO);
    assert_string_equal(heard(ctx, ear), "");
}

static void a_fault_of_ours_is_an_error_and_others_are_warnings(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct ear ear = listen_up();
    json_t *line;

    log_err("failed", err_new(ctx, ERR_INTERNAL, NULL, "oh"), "req_1");
    line = line_of(ctx, heard(ctx, ear));
    assert_string_equal(json_string_value(json_object_get(line, "level")), "error");
    assert_string_equal(json_string_value(json_object_get(line, "request_id")), "req_1");
    ear = listen_up();
    log_err("failed", err_new(ctx, ERR_UPSTREAM, NULL, "oh"), "req_1");
    assert_string_equal(json_string_value(json_object_get(line_of(ctx, heard(ctx, ear)), "level")), "warn");
}

/* Whether `statement` compiles in a function that has a secret, a text and a number. */
static bool compiles(struct ctx *ctx, const char *statement)
{
    const char *path = arena_printf(ctx->arena, "%s/try.c", test_folder(ctx));
    FILE *file = fopen(path, "we");
    int status = 0;
    pid_t child;

    assert_non_null(file);
    fprintf(file,
            "#include \"packages/core/core.h\"\nvoid f(struct secret secret, struct bytes bytes, const char "
            "*text);\n"
            "void f(struct secret secret, struct bytes bytes, const char *text)\n"
            "{ (void)secret; (void)bytes; (void)text; %s }\n",
            statement);
    fclose(file);
    child = fork();
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY);

        dup2(nowhere, STDERR_FILENO);
        execlp("gcc", "gcc", "-std=c11", "-D_GNU_SOURCE", "-I.", "-Werror", "-Wformat=2", "-fsyntax-only",
               path, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 127);
    return WEXITSTATUS(status) == 0;
}

static void no_secret_can_be_given_to_the_log_or_printed(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_true(compiles(ctx, "LOG_EVENT(LOG_INFO, \"x\", LOG(\"a\", text));"));
    assert_false(compiles(ctx, "LOG_EVENT(LOG_INFO, \"x\", LOG(\"a\", secret));"));
    assert_false(compiles(ctx, "LOG_EVENT(LOG_INFO, \"x\", LOG(\"a\", bytes));"));
    assert_false(compiles(ctx, "LOG_EVENT(LOG_INFO, \"x\", LOG(\"a\", secret.at));"));
    assert_false(compiles(ctx, "struct buf b = buf_heap(9); buf_printf(&b, \"%s\", secret);"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_is_one_line_of_json),
        TEST(a_long_text_is_cut_between_characters),
        TEST(what_is_below_the_level_is_not_said),
        TEST(a_fault_of_ours_is_an_error_and_others_are_warnings),
        TEST(no_secret_can_be_given_to_the_log_or_printed),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
