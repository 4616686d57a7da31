/*
 * An operation called from the command line: through the socket of the running server, or in this process
 * when none runs.
 */
#include "apps/truffle/cli.h"

#include "domain/users/users.h"
#include "services/orchestrator/orchestrator.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LARGEST_ANSWER = 256 * 1024 * 1024 };

/* --- progress: a line on a terminal, else one every 10 s --- */

struct progress {
    bool is_terminal, has_line;
    int64_t next_us;
};

static void show_progress(struct progress *progress, json_t *data)
{
    const char *step = json_string_value(json_object_get(data, "step"));
    const json_int_t done = json_integer_value(json_object_get(data, "done"));
    const int64_t now = monotonic_us();

    if (!step || now < progress->next_us) /* other events are for pages */
        return;
    progress->next_us = now + (progress->is_terminal ? 100000 : SECONDS(10));
    fprintf(stderr, progress->is_terminal ? "\r\033[K%s %lld" : "%s %lld\n", step, (long long)done);
    progress->has_line = progress->is_terminal;
}

static void end_progress(struct progress *progress)
{
    if (progress->has_line)
        fputs("\r\033[K", stderr);
}

/* --- in this process --- */

static bool emit_progress(void *to, const char *name, struct out what)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena };

    (void)name;
    show_progress(to, shape_json(&ctx, what.shape, what.at));
    arena_free(arena);
    return true;
}

struct err *cli_open(struct cli *cli)
{
    struct err *err;

    if (cli->has_app)
        return NULL;
    err = app_open(&cli->ctx, &cli->settings, &cli->app);
    cli->has_app = !err;
    return err;
}

/* A command without a server does itself what it made due. */
static struct err *run_due_jobs(struct cli *cli)
{
    struct ctx ctx = app_ctx(&cli->app, cli->work);
    struct err *err;

    do {
        ctx_tick(&ctx);
        err = orchestrator_step(&ctx);
    } while (!err);
    return err_is(err, ERR_NOT_FOUND) ? NULL : err;
}

static struct err *find_person(struct cli *cli, struct ctx *ctx)
{
    struct identity *who = arena_alloc(ctx->arena, sizeof(*who));
    struct err *err = user_acted_for(ctx, cli->as, who);

    if (!err)
        ctx->who = who;
    return err;
}

static struct err *call_here(struct cli *cli, const struct operation *operation, json_t *in, json_t **out)
{
    struct progress progress = { .is_terminal = isatty(STDERR_FILENO) };
    struct buf text = buf_in(cli->ctx.arena, LARGEST_ANSWER);
    struct ctx ctx;
    struct err *err;

    err = cli_open(cli);
    if (err)
        return err;
    ctx = app_ctx(&cli->app, cli->work);
    ctx.emit = cli->is_quiet ? NULL : emit_progress;
    ctx.emit_to = &progress;
    ctx.if_match = cli->if_match;
    err = cli->as ? find_person(cli, &ctx) : NULL;
    if (!err)
        err = operation_call(&ctx, operation, in, &text);
    if (!err && operation->effect == EFFECT_CHANGE)
        err = run_due_jobs(cli);
    end_progress(&progress);
    if (err)
        return err;
    *out = json_keep(&cli->ctx, json_loadb(buf_str(&text), text.len, JSON_DECODE_ANY, NULL));
    return NULL;
}

/* --- through the socket --- */

struct reply {
    struct cli *cli;
    struct progress progress;
    struct buf text;  /* of a plain answer */
    struct buf event; /* the event being read */
    json_t *result, *problem;
};

static void take_event(struct reply *reply)
{
    const char *name = strstr(buf_str(&reply->event), "event: ");
    const char *data = strstr(buf_str(&reply->event), "data: ");
    json_t *json;

    if (!name || !data)
        return;
    name = arena_text_n(reply->cli->ctx.arena, name + 7, strcspn(name + 7, "\n"));
    json = json_keep(&reply->cli->ctx, json_loads(data + 6, JSON_DECODE_ANY, NULL));
    if (text_is(name, "result"))
        reply->result = json;
    else if (text_is(name, "error"))
        reply->problem = json;
    else if (!reply->cli->is_quiet)
        show_progress(&reply->progress, json);
}

static size_t take_bytes(char *bytes, size_t size, size_t n, void *arg)
{
    struct reply *reply = arg;

    buf_add(&reply->text, bytes, size * n);
    for (size_t i = 0; i < size * n; i++) {
        buf_char(&reply->event, bytes[i]);
        if (bytes[i] == '\n' && text_ends(buf_str(&reply->event), "\n\n")) {
            take_event(reply);
            buf_reset(&reply->event);
        }
    }
    return reply->text.is_full ? 0 : size * n;
}

/* What the server said, as an error of ours. */
static struct err *problem_err(struct ctx *ctx, json_t *problem)
{
    const char *code = json_string_value(json_object_get(problem, "code"));
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    json_t *errors = json_object_get(problem, "errors"), *each;
    struct err *first = NULL, **next = &first;
    enum err_code which = ERR_INTERNAL;
    size_t i;

    for (enum err_code known = ERR_NONE; known < N_ERR_CODES; known++)
        if (text_is(err_word(known), code))
            which = known;
    json_array_foreach(errors, i, each)
    {
        *next = err_new(ctx, which, json_string_value(json_object_get(each, "pointer")), "%s",
                        json_string_value(json_object_get(each, "detail")));
        next = &(*next)->also;
    }
    if (!first)
        first = err_new(ctx, which, NULL, "%s", detail ? detail : "the server gave no answer");
    first->next_step = json_string_value(json_object_get(problem, "next_step"));
    return first;
}

static struct err *read_reply(struct reply *reply, json_t **out)
{
    struct ctx *ctx = &reply->cli->ctx;

    if (!reply->result && !reply->problem) {
        json_t *json = json_loadb(buf_str(&reply->text), reply->text.len, JSON_DECODE_ANY, NULL);

        if (!json)
            return err_new(ctx, ERR_UPSTREAM, NULL, "the server's answer can't be read");
        json_keep(ctx, json);
        if (json_is_object(json) && json_object_get(json, "status") && json_object_get(json, "code"))
            reply->problem = json;
        else
            reply->result = json;
    }
    if (reply->problem)
        return problem_err(ctx, reply->problem);
    *out = reply->result;
    return NULL;
}

static struct err *call_there(struct cli *cli, const char *socket_path, const struct operation *operation,
                              json_t *in, json_t **out)
{
    struct reply reply = { .cli = cli,
                           .progress = { .is_terminal = isatty(STDERR_FILENO) },
                           .text = buf_in(cli->ctx.arena, LARGEST_ANSWER),
                           .event = buf_in(cli->ctx.arena, LARGEST_ANSWER) };
    const char *body = json_canonical(&cli->ctx, in);
    struct curl_slist *headers = NULL;
    CURL *curl = curl_easy_init();
    CURLcode code;

    headers = curl_slist_append(headers, "Content-Type: application/json");
    if (operation->is_long)
        headers = curl_slist_append(headers, "Accept: text/event-stream");
    if (cli->if_match)
        headers = curl_slist_append(headers, arena_printf(cli->ctx.arena, "If-Match: %s", cli->if_match));
    if (cli->as)
        headers = curl_slist_append(headers, arena_printf(cli->ctx.arena, "X-Truffle-As: %s", cli->as));
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket_path);
    curl_easy_setopt(curl, CURLOPT_URL,
                     arena_printf(cli->ctx.arena, "http://localhost/operation/%s", operation->name));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    end_progress(&reply.progress);
    if (code != CURLE_OK)
        return err_new(&cli->ctx, ERR_UNAVAILABLE, NULL, "the server didn't answer: %s",
                       curl_easy_strerror(code));
    return read_reply(&reply, out);
}

static bool is_running(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;
    bool is_there;

    if (strlen(path) >= sizeof(address.sun_path))
        return false;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    is_there = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    if (fd >= 0)
        close(fd);
    return is_there;
}

struct err *cli_call(struct cli *cli, const struct operation *operation, json_t *in, json_t **out)
{
    const char *path = app_socket(&cli->ctx, &cli->settings);

    if (!cli->has_app && is_running(path))
        return call_there(cli, path, operation, in, out);
    return call_here(cli, operation, in, out);
}
