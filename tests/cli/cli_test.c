/*
 * The program as a person at a terminal has it: arguments in; out come what it prints and its exit code.
 */
#include "packages/core/test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
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
        alarm(60); /* a command that waits for ever has failed */
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

/* As small as a model for pages can be: over the tables of the embedded warehouse. */
static const char own_model[] =
    "version: 0.1.1\n"
    "semantic_model:\n"
    "  - name: own\n"
    "    custom_extensions:\n"
    "      - {vendor_name: RANDOM_TRUFFLE, data: '{\"time_zone\": \"UTC\", \"week_start\": \"monday\"}'}\n"
    "    datasets:\n"
    "      - name: sessions\n"
    "        source: sessions\n"
    "        custom_extensions:\n"
    "          - {vendor_name: RANDOM_TRUFFLE, data: '{\"time\": \"date\", \"types\": {\"integer\": "
    "[\"session_key\"], \"date\": [\"date\", \"session_date\"]}}'}\n"
    "        fields:\n"
    "          - name: date\n"
    "            expression: {dialects: [{dialect: ANSI_SQL, expression: session_date}]}\n"
    "            dimension: {is_time: true}\n"
    "          - name: country\n"
    "            expression: {dialects: [{dialect: ANSI_SQL, expression: country}]}\n"
    "            dimension: {is_time: false}\n"
    "          - name: session_key\n"
    "            expression: {dialects: [{dialect: ANSI_SQL, expression: session_key}]}\n"
    "    metrics:\n"
    "      - name: visits\n"
    "        expression: {dialects: [{dialect: ANSI_SQL, expression: 'COUNT(DISTINCT "
    "sessions.session_key)'}]}\n"
    "        ai_context: {synonyms: [visits]}\n"
    "        custom_extensions: [{vendor_name: RANDOM_TRUFFLE, data: '{\"format\": \"integer\", \"better\": "
    "\"up\"}'}]\n";

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

/* --- manners --- */

static void a_wrong_word_gets_a_suggestion(void **state)
{
    static const struct {
        const char *first, *second, *said;
    } cases[] = {
        { "qurey", "plan.json", "did you mean: truffle query\n" },
        { "audeince", "list", "did you mean: truffle audience list\n" },
        { "audience", "lst", "did you mean: truffle audience list\n" },
        { "adit", NULL, "did you mean: truffle audit\n" },
        { "xyzzy", "query", "no command xyzzy\n" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct ran ran = RUN(cases[i].first, cases[i].second);

        assert_int_equal(ran.code, 2);
        holds(ran.err, cases[i].said);
        assert_string_equal(ran.out, "");
    }
}

/* Two servers at one port would share its requests by chance, and neither would say so. */
static void a_port_belongs_to_one_server(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(at);
    const int one = 1, taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const char *address;

    assert_true(taken >= 0);
    setsockopt(taken, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
    assert_int_equal(bind(taken, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(taken, 1), 0);
    assert_int_equal(getsockname(taken, (struct sockaddr *)&at, &size), 0);
    address = arena_printf(ctx->arena, "127.0.0.1:%u", ntohs(at.sin_port));
    holds(RUN("sandbox", "--listen", address).err, "can't listen on");
    holds(RUN("serve", "--listen", address, "--data", test_folder(ctx)).err, "can't listen on");
    close(taken);
}

static void rows_come_as_csv(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx), *plan = arena_printf(ctx->arena, "%s/plan.json", test_folder(ctx));
    const char *ga4 = arena_printf(ctx->arena, "%s/events.ndjson", test_folder(ctx));
    FILE *file = fopen(plan, "we");
    struct ran ran;

    assert_non_null(file);
    fputs("{\"version\":1,\"metrics\":[\"event_count\"],\"dimensions\":[{\"name\":\"page_title\"}],"
          "\"time\":{\"all\":true},\"order\":[{\"by\":\"page_title\"}]}",
          file);
    fclose(file);
    file = fopen(ga4, "we");
    assert_non_null(file);
    for (int i = 0; i < 3; i++)
        fprintf(
            file,
            "{\"event_date\":\"20261101\",\"event_timestamp\":\"%d\",\"event_name\":\"page_view\","
            "\"user_pseudo_id\":\"u\",\"event_params\":[{\"key\":\"page_title\",\"value\":{\"string_value\":"
            "\"%s\"}}]}\n",
            i + 1, ((const char *const[]){ "=1+1", "a,\\\"b\\\"", "-5" })[i]);
    fclose(file);
    assert_int_equal(RUN("load", "ga4", ga4, "--data", data, "--quiet").code, 0);
    ran = RUN("query", plan, "--csv", "--data", data);
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "page_title,event_count\r\n-5,1\r\n'=1+1,1\r\n\"a,\"\"b\"\"\",1\r\n");
    assert_int_equal(RUN("audience", "list", "--csv", "--data", data).code, 2);
}

static const char *file_with(struct ctx *ctx, const char *name, const char *text)
{
    const char *path = arena_printf(ctx->arena, "%s/%s", test_folder(ctx), name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

/* The operator says which site is what: the channels are another with the next load, days before it too. */
static void an_operators_list_of_sites_takes_the_shipped_ones_place(void **state)
{
    static const char event[] =
        "{\"event_date\":\"20261101\",\"event_timestamp\":\"1\",\"event_name\":\"page_view\",\"user_pseudo_"
        "id\":"
        "\"u\",\"event_params\":[{\"key\":\"ga_session_id\",\"value\":{\"int_value\":\"1\"}}],"
        "\"collected_traffic_source\":{\"manual_source\":\"intranet.example\",\"manual_medium\":\"cpc\"}}\n";
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx), *ga4 = file_with(ctx, "events.ndjson", event);
    const char *plan = file_with(ctx, "plan.json",
                                 "{\"version\":1,\"metrics\":[\"sessions\"],\"dimensions\":[{\"name\":"
                                 "\"channel_group\"}],\"time\":{\"all\":true}}");
    const char *own =
        file_with(ctx, "sites.csv", "source,source_category\nintranet.example,SOURCE_CATEGORY_SOCIAL\n");
    const char *bad = file_with(ctx, "bad.csv", "source,source_category\nintranet.example\n");
    struct ran ran;

    assert_int_equal(RUN("load", "ga4", ga4, "--data", data, "--quiet").code, 0);
    assert_string_equal(RUN("query", plan, "--csv", "--data", data).out,
                        "channel_group,sessions\r\nPaid Other,1\r\n");
    assert_int_equal(RUN("load", "ga4", ga4, "--data", data, "--quiet", "--channel-sources", own).code, 0);
    assert_string_equal(RUN("query", plan, "--csv", "--data", data).out,
                        "channel_group,sessions\r\nPaid Social,1\r\n");
    ran = RUN("load", "ga4", ga4, "--data", data, "--quiet", "--channel-sources", bad);
    assert_int_equal(ran.code, 2);
    holds(ran.err, "line 2 is no pair of source,source_category");
    ran = RUN("load", "ga4", ga4, "--data", data, "--quiet", "--channel-sources", "/no/such/file");
    assert_int_equal(ran.code, 2);
    holds(ran.err, "can't read /no/such/file");
}

static void a_model_is_checked_with_line_and_column(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *path = arena_printf(ctx->arena, "%s/bad.yaml", test_folder(ctx));
    FILE *file = fopen(path, "we");
    struct ran ran = RUN("model", "check", "data/semantic/commerce.yaml");

    assert_int_equal(ran.code, 0);
    holds(ran.out, "data/semantic/commerce.yaml is sound: ");
    assert_string_equal(ran.err, "");
    ran = RUN("model", "write", "data/semantic/commerce.yaml");
    assert_int_equal(ran.code, 0);
    holds(ran.out, "version: \"0.1.1\"\nsemantic_model:\n- name: commerce\n");
    assert_non_null(file);
    fputs("name: x\ndatasets:\n  - name: t\n    source: t\n    fields:\n      - name: a\n", file);
    fclose(file);
    ran = RUN("model", "check", path);
    assert_int_equal(ran.code, 2);
    holds(ran.err, "bad.yaml:6:9: ");
}

/* The model's own words for a metric: told by explain, which every surface shares. */
static void a_model_of_ones_own_takes_the_built_in_ones_place(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx);
    const char *plan =
        file_with(ctx, "plan.json", "{\"version\":1,\"metrics\":[\"visits\"],\"time\":{\"all\":true}}");
    const char *own = file_with(ctx, "own.yaml", own_model),
               *bad = file_with(ctx, "bad.yaml", "semantic_model:\n  - name: a\n   b: c\n");
    struct ran ran;

    ran = RUN("explain", plan, "--data", data);
    assert_int_equal(ran.code, 2); /* the built-in one has no such name */
    ran = RUN("explain", plan, "--data", data, "--model-file", own);
    assert_int_equal(ran.code, 0);
    holds(ran.out, "visits");
    ran = RUN("ask", "visits in all", "--plan-only", "--json", "--data", data, "--model-file", own);
    assert_int_equal(ran.code, 0);
    holds(ran.out, "\"visits\"");
    ran = RUN("explain", plan, "--data", data, "--model-file", bad);
    assert_int_equal(ran.code, 2);
    holds(ran.err, arena_printf(ctx->arena, "%s:3:", bad));
    ran = RUN("explain", plan, "--data", data, "--model-file", "/no/such/model.yaml");
    assert_int_not_equal(ran.code, 0);
    holds(ran.err, "/no/such/model.yaml");
    ran = RUN("model", "check", own);
    assert_int_equal(ran.code, 0);
    holds(ran.out, "is sound: 1 metric, ");
    holds(ran.err, "the pages ask for active_users, which isn't there");
    ran = RUN("model", "check", "data/semantic/commerce.yaml");
    assert_string_equal(ran.err, "");
}

static void help_says_what_there_is(void **state)
{
    struct ctx *ctx = test_ctx(state);

    holds(RUN("explain", "--help").out, "--stage");
    holds(RUN("--help").out, "--quiet");
    holds(RUN("explain", "--stage", "soup", "plan.json").err, "--stage must be plan, query, select or text");
    holds(RUN("explain", "--dialect", "soup", "plan.json").err, "--dialect must be duckdb or googlesql");
}

static void a_wrong_setting_stops_every_command(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx);
    struct ran ran = RUN("audience", "list", "--data", data, "--log-level", "loud", "--currency", "euro");

    assert_int_equal(ran.code, 78);
    holds(ran.err, "log_level");
    holds(ran.err, "must be debug, info, warn or error");
    holds(ran.err, "three capital letters");
    assert_int_equal(RUN("audience", "list", "--data", data, "--log-level").code, 2);
}

/* --- files --- */

static const char *file_of(struct ctx *ctx, const char *text)
{
    const char *path = arena_printf(ctx->arena, "%s/file.csv", test_folder(ctx));
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void a_column_that_looks_like_ours_is_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx);
    struct ran ran = RUN("load", "customers", "--data", data,
                         file_of(ctx, "customer_id,emial,country\nC1,a@example.com,US\n"));

    assert_int_equal(ran.code, 2);
    holds(ran.err, "there is no column \"emial\": did you mean \"email\"?");
    ran = RUN("load", "customers", "--data", data,
              file_of(ctx, "customer_id,email,e-mail,tier\nC1,a@example.com,b@example.com,gold\n"));
    assert_int_equal(ran.code, 0);
    holds(ran.err, "column \"e_mail\" looks like \"email\"");
    assert_null(strstr(ran.err, "tier"));
    ran = RUN("load", "customers", "--json", "--data", data,
              file_of(ctx, "customer_id,email,e-mail\nC1,a@example.com,b@example.com\n"));
    holds(ran.out, "\"warnings\": [\n");
    holds(ran.out, "looks like");
}

static void consents_have_the_headers_of_other_files(void **state)
{
    static const struct {
        const char *header, *said;
    } cases[] = {
        { "identifier_type,identifier,consent_type,state,at,sourc",
          "no column \"sourc\": did you mean \"source\"?" },
        { "identifier_type,identifier,consent_type,state,at,source,weather", "no column \"weather\"" },
        { "identifier_type,identifier,consent_type,state,at,source,at", "column \"at\" is there twice" },
        { "identifier_type,identifier,consent_type,state,at", "has no column source" },
    };
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx);
    struct ran ran;

    for (size_t i = 0; i < COUNT(cases); i++) {
        ran = RUN("load", "consents", "--data", data, file_of(ctx, cases[i].header));
        assert_int_equal(ran.code, 2);
        holds(ran.err, cases[i].said);
    }
    ran = RUN("load", "consents", "--data", data,
              file_of(ctx, " Identifier Type ,identifier,Consent-Type,STATE,source,at\n"
                           "customer_id,C1,ad_user_data,granted,form,2026-02-01T00:00:00Z\n"));
    assert_int_equal(ran.code, 0);
    holds(ran.out, "1 of 1 rows loaded");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_change_may_be_meant_for_one_state),
        TEST(a_wrong_word_gets_a_suggestion),
        TEST(a_port_belongs_to_one_server),
        TEST(rows_come_as_csv),
        TEST(an_operators_list_of_sites_takes_the_shipped_ones_place),
        TEST(a_model_is_checked_with_line_and_column),
        TEST(a_model_of_ones_own_takes_the_built_in_ones_place),
        TEST(help_says_what_there_is),
        TEST(a_wrong_setting_stops_every_command),
        TEST(a_column_that_looks_like_ours_is_told),
        TEST(consents_have_the_headers_of_other_files),
    };

    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
