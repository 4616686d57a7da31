#include "tests/testing/cases.h"

#include "tests/testing/match.h"
#include "tests/testing/wire.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_FILE = 1024 * 1024, MOST_REQUEST = 16 * 1024 * 1024, PATIENCE_MS = 20000 };

/* A line with what goes on from it. */
struct line {
    const char *text;
    int number;
};

struct exchange {
    int line;
    const char *method, *target, *body; /* body may be NULL */
    struct kept headers;                /* that the file gives */
};

struct runner {
    struct ctx *ctx;
    const struct case_world *world;
    struct kept *kept, cookies; /* cookies by person */
    const char *path, *who;
    struct line *lines;
    size_t n_lines, at;
};

static const char *read_file(struct ctx *ctx, const char *path)
{
    struct buf text = buf_in(ctx->arena, MOST_FILE);
    FILE *file = fopen(path, "re");
    char piece[4096];
    size_t got;

    while (file && (got = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, piece, got);
    if (file)
        fclose(file);
    return buf_str(&text);
}

static void read_lines(struct runner *runner)
{
    struct ctx *ctx = runner->ctx;
    const char *text = read_file(ctx, runner->path);

    for (int number = 1; *text; number++) {
        const size_t len = strcspn(text, "\n");
        const char *line = arena_text_n(ctx->arena, text, len);

        text += len + (text[len] == '\n');
        if (text_starts(line, "  ") && runner->n_lines) {
            struct line *last = &runner->lines[runner->n_lines - 1];

            last->text = arena_printf(ctx->arena, "%s %s", last->text, text_trim(ctx->arena, line));
        } else if (*text_trim(ctx->arena, line) && *line != '#') {
            *ARENA_PUSH(ctx->arena, runner->lines, runner->n_lines) =
                (struct line){ text_trim(ctx->arena, line), number };
        }
    }
}

static const char *fault(struct runner *runner, int line, const char *what)
{
    return arena_printf(runner->ctx->arena, "%s:%d: %s", runner->path, line, what);
}

/* --- people --- */

static const char *cookie(struct runner *runner)
{
    const char *found = kept_get(&runner->cookies, runner->who);

    return found ? found : "";
}

static void take_cookie(struct runner *runner, const struct wire_reply *reply)
{
    const char *set = wire_header(runner->ctx, reply, "Set-Cookie");

    if (set)
        kept_set(runner->ctx, &runner->cookies, runner->who,
                 strstr(set, "Max-Age=0") ? "" : arena_text_n(runner->ctx->arena, set, strcspn(set, ";")));
}

static struct wire_reply ask(struct runner *runner, const struct exchange *exchange);

static const char *become(struct runner *runner, const char *name, int line)
{
    struct exchange exchange = { .line = line, .method = "POST", .target = "/api/auth/link" };
    struct wire_reply reply;

    runner->who = name;
    if (text_is(name, "nobody"))
        kept_set(runner->ctx, &runner->cookies, name, "");
    if (text_is(name, "nobody") || *cookie(runner))
        return NULL;
    exchange.body = arena_printf(runner->ctx->arena, "{\"token\":\"%s\"}",
                                 runner->world->link(runner->ctx, runner->world->of, name));
    reply = ask(runner, &exchange);
    if (reply.status != 200)
        return fault(runner, line,
                     arena_printf(runner->ctx->arena, "can't sign in as %s: %s", name, reply.all));
    take_cookie(runner, &reply);
    return NULL;
}

/* --- asking --- */

static void add_header(struct buf *to, const struct exchange *exchange, const char *name, const char *value)
{
    for (size_t i = 0; i < exchange->headers.n; i++)
        if (strcasecmp(exchange->headers.items[i].name, name) == 0)
            return; /* the file says it */
    if (*value)
        buf_printf(to, "%s: %s\r\n", name, value);
}

static struct wire_reply ask(struct runner *runner, const struct exchange *exchange)
{
    struct ctx *ctx = runner->ctx;
    struct buf text = buf_in(ctx->arena, MOST_REQUEST);
    const bool is_read = text_is(exchange->method, "GET") || text_is(exchange->method, "HEAD") ||
                         text_is(exchange->method, "OPTIONS");
    const char *host = arena_printf(ctx->arena, "127.0.0.1:%u", runner->world->port);

    buf_printf(&text, "%s %s HTTP/1.1\r\n", exchange->method, exchange->target);
    add_header(&text, exchange, "Host", host);
    add_header(&text, exchange, "Connection", "close");
    add_header(&text, exchange, "Cookie", cookie(runner));
    if (!is_read)
        add_header(&text, exchange, "Origin", arena_printf(ctx->arena, "http://%s", host));
    if (exchange->body) {
        add_header(&text, exchange, "Content-Type", "application/json");
        add_header(&text, exchange, "Content-Length",
                   arena_printf(ctx->arena, "%zu", strlen(exchange->body)));
    }
    for (size_t i = 0; i < exchange->headers.n; i++)
        if (*exchange->headers.items[i].value)
            buf_printf(&text, "%s: %s\r\n", exchange->headers.items[i].name,
                       exchange->headers.items[i].value);
    buf_text(&text, "\r\n");
    if (exchange->body)
        buf_text(&text, exchange->body);
    return wire_send(ctx, runner->world->port, text.at, text.len, PATIENCE_MS);
}

/* "Name: value" of a line "> Name: value". */
static void split_header(struct runner *runner, const char *line, struct kept *to)
{
    const char *colon = strchr(line, ':');
    const char *name =
        text_trim(runner->ctx->arena, arena_text_n(runner->ctx->arena, line + 1, (size_t)(colon - line) - 1));

    kept_set(runner->ctx, to, name,
             kept_fill(runner->ctx, runner->kept, text_trim(runner->ctx->arena, colon + 1)));
}

static bool is_at(const struct runner *runner, char mark)
{
    return runner->at < runner->n_lines && runner->lines[runner->at].text[0] == mark &&
           strchr(runner->lines[runner->at].text, ':');
}

static struct exchange next_exchange(struct runner *runner)
{
    struct ctx *ctx = runner->ctx;
    const struct line *line = &runner->lines[runner->at++];
    const char *text = kept_fill(ctx, runner->kept, line->text);
    const size_t method = strcspn(text, " "), target = strcspn(text + method + 1, " ");
    const char *rest = text + method + 1 + target;
    struct exchange exchange = { .line = line->number };

    exchange.method = arena_text_n(ctx->arena, text, method);
    exchange.target = arena_text_n(ctx->arena, text + method + 1, target);
    exchange.body = *rest ? text_trim(ctx->arena, rest) : NULL;
    while (is_at(runner, '>'))
        split_header(runner, runner->lines[runner->at++].text, &exchange.headers);
    return exchange;
}

/* --- the answer --- */

/* Set-Cookie is {set_cookie}. */
static const char *kept_name(struct ctx *ctx, const char *header)
{
    char *name = text_lower(ctx->arena, header);

    for (char *c = name; *c; c++)
        *c = *c == '-' ? '_' : *c;
    return name;
}

static const char *check_headers(struct runner *runner, const struct wire_reply *reply)
{
    while (is_at(runner, '<')) {
        const struct line *line = &runner->lines[runner->at++];
        struct kept expected = { 0 };
        const char *value;

        split_header(runner, line->text, &expected);
        value = wire_header(runner->ctx, reply, expected.items[0].name);
        if (!*expected.items[0].value ? value != NULL : !value || !match_text(expected.items[0].value, value))
            return fault(runner, line->number,
                         arena_printf(runner->ctx->arena, "expected the header %s, got %s", line->text + 2,
                                      value ? value : "none"));
        if (value)
            kept_set(runner->ctx, runner->kept, kept_name(runner->ctx, expected.items[0].name), value);
    }
    return NULL;
}

static const char *check_body(struct runner *runner, const char *pattern, const struct wire_reply *reply)
{
    if (!*pattern)
        return NULL;
    if (*pattern == '~')
        return strstr(reply->body, text_trim(runner->ctx->arena, pattern + 1))
                   ? NULL
                   : arena_printf(runner->ctx->arena, "the body doesn't hold these words: %.300s",
                                  reply->body);
    return match_json(runner->ctx, pattern, reply->body, reply->body_len, runner->kept);
}

/* The id of an answer is {id} from then on, its revision {revision}, the token of a sign-in link
 * {link_token}. */
static void keep_names(struct runner *runner, const struct wire_reply *reply)
{
    json_t *json = json_loadb(reply->body, reply->body_len, 0, NULL);
    static const char *const names[] = { "id", "revision" };
    const char *link = json_string_value(json_object_get(json, "link"));

    if (link && strchr(link, '#'))
        kept_set(runner->ctx, runner->kept, "link_token", strchr(link, '#') + 1);
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = json_string_value(json_object_get(json, names[i]));

        if (value)
            kept_set(runner->ctx, runner->kept, names[i], value);
    }
    json_decref(json);
}

static const char *check(struct runner *runner, const struct exchange *exchange,
                         const struct wire_reply *reply)
{
    struct ctx *ctx = runner->ctx;
    const struct line *line;
    const char *text, *wrong;
    int64_t status = 0;

    if (runner->at == runner->n_lines)
        return fault(runner, exchange->line, "no answer is told");
    line = &runner->lines[runner->at++];
    text = kept_fill(ctx, runner->kept, line->text);
    if (!text_to_int(arena_text_n(ctx->arena, text, strcspn(text, " ")), &status))
        return fault(runner, line->number, "here the answer must stand: a status and JSON");
    if (reply->status != status)
        return fault(runner, line->number,
                     arena_printf(ctx->arena, "%s %s: expected %d, got %d %.600s", exchange->method,
                                  exchange->target, (int)status, reply->status,
                                  reply->body ? reply->body : ""));
    wrong = check_body(runner, text_trim(ctx->arena, text + strcspn(text, " ")), reply);
    if (wrong)
        return fault(runner, line->number,
                     arena_printf(ctx->arena, "%s %s: %s", exchange->method, exchange->target, wrong));
    take_cookie(runner, reply);
    keep_names(runner, reply);
    return check_headers(runner, reply);
}

static const char *step(struct runner *runner)
{
    const struct line *line = &runner->lines[runner->at];
    struct exchange exchange;
    struct wire_reply reply;

    if (text_starts(line->text, "with ")) { /* done before the server started */
        runner->at++;
        return NULL;
    }
    if (text_starts(line->text, "as ")) {
        runner->at++;
        return become(runner, line->text + 3, line->number);
    }
    if (text_starts(line->text, "link ")) {
        runner->at++;
        kept_set(runner->ctx, runner->kept, "token",
                 runner->world->link(runner->ctx, runner->world->of, line->text + 5));
        return NULL;
    }
    if (text_is(line->text, "work")) {
        runner->at++;
        runner->world->work(runner->ctx, runner->world->of);
        return NULL;
    }
    if (line->text[0] < 'A' || line->text[0] > 'Z')
        return fault(runner, line->number, "here a request must stand");
    exchange = next_exchange(runner);
    reply = ask(runner, &exchange);
    return check(runner, &exchange, &reply);
}

const char *case_run(struct ctx *ctx, const struct case_world *world, struct kept *kept, const char *path)
{
    struct runner runner = { .ctx = ctx, .world = world, .kept = kept, .path = path, .who = "nobody" };
    const char *wrong = NULL;

    read_lines(&runner);
    if (!runner.n_lines)
        return arena_printf(ctx->arena, "%s is empty, or not there", path);
    while (runner.at < runner.n_lines && !wrong)
        wrong = step(&runner);
    return wrong;
}

bool case_wants(struct ctx *ctx, const char *path, const char *what)
{
    return strstr(read_file(ctx, path), arena_printf(ctx->arena, "\nwith %s\n", what)) != NULL;
}
