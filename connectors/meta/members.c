/*
 * The two calls about members. Meta takes the good rows of a batch and counts the others; of those it shows
 * some samples, seldom which rows they are. Where the samples name all of them, the rest counts as taken;
 * else the batch is told as refused without names, so that the caller halves it: taking a member twice
 * changes nothing.
 */
#include "connectors/meta/inner.h"

#include "packages/core/text.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SAMPLES = 1000 };

struct upload {
    const struct platform_batch *batch;
    struct hasher *hasher;
    uint64_t session;
};

/* --- what was invalid --- */

struct samples {
    const char *cells[MOST_SAMPLES];
    size_t n;
};

static void add_sample(struct samples *samples, const char *text)
{
    if (text && strlen(text) == (size_t)2 * SHA256_SIZE && samples->n < MOST_SAMPLES)
        samples->cells[samples->n++] = text;
}

/* They come as a map or a list, of texts or of rows: every hash in it is of a bad row. */
static void read_samples(json_t *json, struct samples *samples)
{
    const char *key;
    json_t *value;
    size_t i;

    add_sample(samples, json_string_value(json));
    json_object_foreach(json, key, value)
    {
        add_sample(samples, key);
        read_samples(value, samples);
    }
    json_array_foreach(json, i, value) read_samples(value, samples);
}

static int by_member(const void *a, const void *b)
{
    const struct platform_refusal *x = a, *y = b;

    return (x->member > y->member) - (x->member < y->member);
}

/* The members that have such a cell, each once. */
static struct platform_refusal *named(struct ctx *ctx, const struct upload *upload,
                                      const struct samples *samples, size_t *n)
{
    struct platform_refusal *refused = NULL;
    size_t kept = 0, member = 0;

    *n = 0;
    for (size_t i = 0; i < samples->n; i++)
        for (size_t from = 0; meta_find_cell(upload->batch, upload->hasher, samples->cells[i], from, &member);
             from = member + 1)
            *ARENA_PUSH(ctx->arena, refused, *n) =
                (struct platform_refusal){ .member = member, .reason = "invalid_entry" };
    if (*n)
        qsort(refused, *n, sizeof(*refused), by_member);
    for (size_t i = 0; i < *n; i++)
        if (kept == 0 || refused[kept - 1].member != refused[i].member)
            refused[kept++] = refused[i];
    *n = kept;
    return refused;
}

static void judge_invalid(struct ctx *ctx, const struct upload *upload, json_t *body, int64_t n_invalid,
                          struct platform_outcome *outcome)
{
    struct samples *samples = arena_alloc(ctx->arena, sizeof(*samples));
    struct platform_refusal *refused;
    size_t n;

    read_samples(json_object_get(body, "invalid_entry_samples"), samples);
    refused = named(ctx, upload, samples, &n);
    outcome->cause = "refused_members";
    outcome->detail = arena_printf(ctx->arena, "%lld of %zu entries were invalid", (long long)n_invalid,
                                   upload->batch->n_members);
    if ((int64_t)n == n_invalid && upload->batch->act == PLATFORM_ADD) {
        outcome->refused = refused;
        outcome->n_refused = n;
        return;
    }
    outcome->verdict = PLATFORM_REFUSED;
}

/* --- sending --- */

static void free_body(void *body)
{
    buf_free(body);
}

static void free_hasher(void *hasher)
{
    hasher_free(hasher);
}

/* On the heap: it is megabytes, grows by doubling, and ends with the batch. */
static struct bytes encoded(struct ctx *ctx, const struct platform_account *account, struct upload *upload)
{
    struct buf *body = arena_alloc(ctx->arena, sizeof(*body));

    *body = buf_heap(META_MOST_BYTES);
    arena_defer(ctx->arena, free_body, body);
    meta_encode(account, upload->batch, upload->hasher, body, &upload->session);
    return (struct bytes){ (const unsigned char *)buf_str(body), body->len };
}

static void read_taken(struct ctx *ctx, const struct upload *upload, json_t *body,
                       struct platform_outcome *outcome)
{
    const int64_t n = (int64_t)upload->batch->n_members, received = meta_int(body, "num_received", -1);
    const int64_t invalid = meta_int(body, "num_invalid_entries", -1);

    if (received != n || invalid < 0 || invalid > n) {
        said_unreadable(outcome);
        return;
    }
    outcome->request_id =
        arena_printf(ctx->arena, "%s:%llu", upload->batch->list_id, (unsigned long long)upload->session);
    if (invalid > 0)
        judge_invalid(ctx, upload, body, invalid, outcome);
}

struct err *meta_send(struct ctx *ctx, const struct platform_account *account,
                      const struct platform_batch *batch, struct platform_outcome *outcome)
{
    struct upload upload = { .batch = batch, .hasher = hasher_new() };
    struct meta_call call = { .method = "POST" };
    struct err *err;
    json_t *body;

    arena_defer(ctx->arena, free_hasher, upload.hasher);
    if (!meta_is_id(batch->list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "the id of a list is digits");
    call.path = arena_printf(ctx->arena, "/%s/users", batch->list_id);
    call.body = encoded(ctx, account, &upload);
    err = meta_ask(ctx, account, &call, outcome, &body);
    if (!err && outcome->verdict == PLATFORM_ACCEPTED)
        read_taken(ctx, &upload, body, outcome);
    return err;
}

/* --- verdict --- */

/* "LIST:SESSION" in its two parts; false for what we never gave out. */
static bool split_request_id(struct ctx *ctx, const char *request_id, const char **list, const char **session)
{
    const char *colon = strchr(request_id, ':');

    if (!colon)
        return false;
    *list = arena_text_n(ctx->arena, request_id, (size_t)(colon - request_id));
    *session = colon + 1;
    return meta_is_id(*list) && meta_is_id(*session);
}

static const char *rate_of(struct ctx *ctx, int64_t matched, int64_t received)
{
    if (matched < 0 || received <= 0 || matched > received)
        return NULL;
    return arena_printf(ctx->arena, "%lld%%", (long long)(matched * 100 / received));
}

static bool read_session(struct ctx *ctx, json_t *session, struct platform_status *status)
{
    struct platform_count *reason = arena_alloc(ctx->arena, sizeof(*reason));
    const char *end = meta_text(session, "end_time"), *stage = meta_text(session, "stage");

    if (!json_object_get(session, "session_id"))
        return false;
    *status = (struct platform_status){
        .is_final = meta_int(session, "progress", 0) >= 100 || (*end && !text_is(end, "0")),
        .received = meta_int(session, "num_received", 0),
        .failed = meta_int(session, "num_invalid_entries", 0),
    };
    /* One word for a good end, as other platforms have it: who reads receipts compares it. */
    status->status = status->is_final ? "SUCCESS" : *stage ? arena_text(ctx->arena, stage) : "PROCESSING";
    status->match_rate = rate_of(ctx, meta_int(session, "num_matched", -1), status->received);
    if (status->failed <= 0)
        return true;
    *reason = (struct platform_count){ .reason = "invalid_entry", .count = status->failed };
    status->reasons = reason;
    status->n_reasons = 1;
    return true;
}

/* The edge answers with a list of one. */
static json_t *session_in(json_t *body)
{
    json_t *data = json_object_get(body, "data");

    return json_is_array(data) ? json_array_get(data, 0) : body;
}

struct err *meta_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                        struct platform_outcome *outcome, struct platform_status *status)
{
    struct meta_call call = { .method = "GET" };
    const char *list, *session;
    struct err *err;
    json_t *body;

    if (!split_request_id(ctx, request_id, &list, &session)) {
        meta_is_final(outcome, "request_unknown", "it isn't one of ours");
        return NULL;
    }
    call.path = arena_printf(ctx->arena, "/%s/sessions?session_id=%s", list, session);
    err = meta_ask(ctx, account, &call, outcome, &body);
    if (err)
        return err;
    if (outcome->verdict == PLATFORM_FINAL && text_is(outcome->cause, "list_gone"))
        outcome->cause = "request_unknown"; /* with the list went what was uploaded */
    if (outcome->verdict != PLATFORM_ACCEPTED)
        return NULL;
    if (json_is_array(json_object_get(body, "data")) && json_array_size(json_object_get(body, "data")) == 0)
        meta_is_final(outcome, "request_unknown", "no such session");
    else if (!read_session(ctx, session_in(body), status))
        said_unreadable(outcome);
    return NULL;
}
