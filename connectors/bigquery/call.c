#include "connectors/bigquery/inner.h"

#include <string.h>
#include <time.h>

enum {
    LARGEST_REPLY = 32 * 1024 * 1024,
    CALL_S = 60,
    FIRST_WAIT_MS = 1000,
    MOST_WAIT_MS = 60000,
    PATIENCE_S = 600
};

/* --- clients: each belongs to one thread at a time --- */

static struct http_client *client_take(struct bigquery *bigquery)
{
    struct http_client *client = NULL;

    pthread_mutex_lock(&bigquery->lock);
    if (bigquery->n_idle)
        client = bigquery->idle[--bigquery->n_idle];
    pthread_mutex_unlock(&bigquery->lock);
    return client ? client : http_client_new(NULL);
}

static void client_give(struct bigquery *bigquery, struct http_client *client)
{
    pthread_mutex_lock(&bigquery->lock);
    if (bigquery->n_idle < N_CLIENTS) {
        bigquery->idle[bigquery->n_idle++] = client;
        client = NULL;
    }
    pthread_mutex_unlock(&bigquery->lock);
    http_client_free(client);
}

/* --- time --- */

int64_t bigquery_deadline(const struct ctx *ctx, const struct bigquery *bigquery)
{
    if (!ctx->deadline.us)
        return monotonic_us() + SECONDS(bigquery->options.timeout_s);
    return monotonic_us() + ctx->deadline.us - instant_now().us;
}

bool bigquery_wait(struct ctx *ctx, struct bigquery *bigquery, unsigned attempt, unsigned least_s,
                   int64_t deadline_us)
{
    int64_t ms = attempt < 6 ? (int64_t)FIRST_WAIT_MS << attempt : MOST_WAIT_MS;
    unsigned char dice;
    struct timespec until;
    int64_t at;

    random_bytes(ctx, &dice, 1);
    ms = ms / 2 + ms / 2 * dice / 255; /* half of it by chance, so that many don't come back at once */
    if (ms < (int64_t)least_s * 1000)
        ms = (int64_t)least_s * 1000;
    at = monotonic_us() + ms * 1000;
    if (at >= deadline_us)
        return false;
    until = (struct timespec){ .tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000 };
    pthread_mutex_lock(&bigquery->lock);
    while (pthread_cond_timedwait(&bigquery->woken, &bigquery->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&bigquery->lock);
    return true;
}

/* --- one request --- */

const char *bigquery_path(struct ctx *ctx, const struct bigquery *bigquery, const char *rest)
{
    const char *location = bigquery->options.location;
    const char *mark = strchr(rest, '?') ? "&" : "?";

    return arena_printf(ctx->arena, "/projects/%s%s%sprettyPrint=false%s%s",
                        http_escape(ctx->arena, bigquery->options.project), rest, mark,
                        *location ? "&location=" : "", http_escape(ctx->arena, location));
}

static struct failure unreachable(struct ctx *ctx, const struct http_reply *reply)
{
    struct failure failure = { .act = reply->is_untrusted ? ACT_FINAL : ACT_AGAIN };

    failure.err = err_new(ctx, ERR_UNAVAILABLE, NULL, "BigQuery can't be reached: %s", reply->fault);
    failure.err->next_step = reply->is_untrusted ? "Check the clock and the certificates of this machine."
                                                 : "Check the network and bigquery_endpoint.";
    return failure;
}

static void drop_json(void *json)
{
    json_decref(json);
}

static struct failure judge(struct ctx *ctx, const struct http_reply *reply, json_t **out)
{
    struct failure failure = { 0 };
    json_t *json;

    if (reply->fate != HTTP_ANSWERED)
        return unreachable(ctx, reply);
    if (reply->is_cut)
        return (struct failure){ ACT_AGAIN, err_new(ctx, ERR_UPSTREAM, NULL, "BigQuery's answer was cut"),
                                 0 };
    json = json_loadb((const char *)reply->body.at, reply->body.size, 0, NULL);
    if (json)
        arena_defer(ctx->arena, drop_json, json);
    if (reply->status / 100 != 2) {
        failure = failure_of_reply(ctx, reply->status, json);
        failure.retry_after_s = reply->retry_after_s;
        return failure;
    }
    if (!json_is_object(json))
        return (struct failure){ ACT_FINAL,
                                 err_new(ctx, ERR_UPSTREAM, NULL, "BigQuery's answer is not a JSON object"),
                                 0 };
    *out = json;
    return failure;
}

static struct err *send(struct ctx *ctx, struct bigquery *bigquery, struct http_client *client,
                        const struct bigquery_call *call, struct failure *failure, json_t **out)
{
    const char *headers[3] = { NULL }, *token;
    struct http_request request = { .method = call->method,
                                    .headers = headers,
                                    .most_bytes = LARGEST_REPLY,
                                    .timeout_s = CALL_S,
                                    .slow_s = CALL_S };
    struct http_reply reply;
    size_t n = 0;
    struct err *err;

    err = token_get(ctx, bigquery->tokens, client, &token);
    if (err)
        return err;
    if (token)
        headers[n++] = arena_printf(ctx->arena, "Authorization: Bearer %s", token);
    if (call->body) {
        headers[n++] = "Content-Type: application/json";
        request.body = (struct bytes){ (const unsigned char *)call->body->at, call->body->len };
    }
    request.url = arena_printf(ctx->arena, "%s/bigquery/v2%s", bigquery->options.endpoint, call->path);
    err = http_send(ctx, client, &request, &reply);
    if (err)
        return err;
    *failure = judge(ctx, &reply, out);
    if (failure->act == ACT_SIGN_IN)
        token_drop(bigquery->tokens, token);
    return NULL;
}

/* `own` has a clock and a deadline that fit the time that is left. */
static struct err *once(struct ctx *ctx, struct bigquery *bigquery, const struct bigquery_call *call,
                        int64_t deadline_us, struct failure *failure, json_t **out)
{
    struct http_client *client = client_take(bigquery);
    const int64_t left = deadline_us - monotonic_us();
    struct ctx own = *ctx;
    struct err *err;

    ctx_tick(&own);
    own.deadline = instant_add(own.now, left > 1000 ? left : 1000);
    err = send(&own, bigquery, client, call, failure, out);
    client_give(bigquery, client);
    return err;
}

struct err *bigquery_call(struct ctx *ctx, struct bigquery *bigquery, const struct bigquery_call *call,
                          int64_t deadline_us, json_t **out, enum remedy *act)
{
    const int64_t patience = monotonic_us() + SECONDS(PATIENCE_S);
    const int64_t until = deadline_us < patience ? deadline_us : patience;
    unsigned n_sign_ins = 0;

    for (unsigned attempt = 0;; attempt++) {
        struct failure failure = { 0 };
        struct err *err = once(ctx, bigquery, call, deadline_us, &failure, out);

        if (err || !failure.err)
            return err;
        if (act)
            *act = failure.act;
        if (failure.act == ACT_SIGN_IN && n_sign_ins++ == 0)
            continue;
        if (failure.act != ACT_AGAIN || !bigquery_wait(ctx, bigquery, attempt, failure.retry_after_s, until))
            return failure.err;
    }
}
