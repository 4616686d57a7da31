/*
 * The driver's table, and the two calls about members.
 */
#include "connectors/google-ads/google-ads.h"

#include "connectors/google-ads/call.h"
#include "connectors/google-ads/encode.h"
#include "connectors/google-ads/identify.h"
#include "connectors/google-ads/lists.h"
#include "connectors/google-ads/normalise.h"
#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <assert.h>

enum { MOST_REQUEST_ID = 200, MOST_REASONS = 64, FIRST_POLL_S = 30 * 60, LONGEST_POLL_S = 60 * 60 };

static void free_body(void *body)
{
    buf_free(body);
}

/* On the heap: it is megabytes, grows by doubling, and ends with the batch. */
static struct bytes encoded(struct ctx *ctx, const struct platform_account *account,
                            const struct platform_batch *batch)
{
    struct buf *body = arena_alloc(ctx->arena, sizeof(*body));

    *body = buf_heap(BATCH_MOST_BYTES);
    arena_defer(ctx->arena, free_body, body);
    batch_encode(account, batch, body);
    return (struct bytes){ (const unsigned char *)buf_str(body), body->len };
}

static const char *request_id_of(struct ctx *ctx, json_t *body)
{
    json_t *id = json_object_get(body, "requestId");
    const size_t len = json_string_length(id);

    return len > 0 && len <= MOST_REQUEST_ID ? arena_text(ctx->arena, json_string_value(id)) : NULL;
}

static struct err *send(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, struct platform_outcome *outcome)
{
    struct google_call call = { .method = "POST", .n_members = batch->n_members };
    struct err *err;
    json_t *body;

    assert(batch->n_members > 0);
    if (!google_is_id(batch->list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "the id of a list is digits");
    call.path = batch->act == PLATFORM_ADD ? "/v1/audienceMembers:ingest" : "/v1/audienceMembers:remove";
    call.body = encoded(ctx, account, batch);
    err = google_ask(ctx, account, &call, outcome, &body);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    if (request_id_of(ctx, body))
        outcome->request_id = request_id_of(ctx, body);
    else
        said_unreadable(outcome);
    return NULL;
}

/* --- verdict --- */

static void read_reasons(struct ctx *ctx, json_t *verdict, struct platform_status *status)
{
    json_t *counts = json_object_get(json_object_get(verdict, "errorInfo"), "errorCounts"), *count;
    struct platform_count *reasons = NULL;
    size_t i, n = 0;

    json_array_foreach(counts, i, count)
    {
        const char *reason = json_string_value(json_object_get(count, "reason"));

        if (n == MOST_REASONS)
            break;
        *ARENA_PUSH(ctx->arena, reasons, n) = (struct platform_count){
            .reason = arena_text(ctx->arena, reason ? reason : "PROCESSING_ERROR_REASON_UNSPECIFIED"),
            .count = reply_int(count, "recordCount"),
        };
        status->failed += reasons[n - 1].count;
    }
    status->reasons = reasons;
    status->n_reasons = n;
}

static bool read_status(struct ctx *ctx, json_t *body, struct platform_status *status)
{
    json_t *verdict = json_array_get(json_object_get(body, "requestStatusPerDestination"), 0);
    json_t *added = json_object_get(json_object_get(verdict, "audienceMembersIngestionStatus"),
                                    "userDataIngestionStatus");
    json_t *removed =
        json_object_get(json_object_get(verdict, "audienceMembersRemovalStatus"), "userDataRemovalStatus");
    const char *word = json_string_value(json_object_get(verdict, "requestStatus"));
    const char *range = json_string_value(json_object_get(added, "uploadMatchRateRange"));

    if (!word)
        return false;
    *status = (struct platform_status){
        .status = arena_text(ctx->arena, word),
        .is_final = !text_is(word, "PROCESSING") && !text_is(word, "REQUEST_STATUS_UNKNOWN"),
        .received = reply_int(added ? added : removed, "recordCount"),
        .match_rate = text_is(range, "MATCH_RATE_RANGE_UNKNOWN") ? NULL : arena_text(ctx->arena, range),
    };
    read_reasons(ctx, verdict, status);
    return true;
}

static struct err *ask_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                              struct platform_outcome *outcome, struct platform_status *status)
{
    struct google_call call = { .method = "GET" };
    struct err *err;
    json_t *body;

    call.path = arena_printf(ctx->arena, "/v1/requestStatus:retrieve?requestId=%s",
                             http_escape(ctx->arena, request_id));
    err = google_ask(ctx, account, &call, outcome, &body);
    if (err)
        return err;
    if (outcome->verdict == PLATFORM_FINAL && text_is(outcome->cause, "list_gone"))
        outcome->cause = "request_unknown"; /* a 404 here is about the request */
    if (outcome->verdict == PLATFORM_ACCEPTED && !read_status(ctx, body, status))
        said_unreadable(outcome);
    return NULL;
}

const struct platform_driver google_ads_driver = {
    .name = "google-ads",
    .label = "Google Ads",
    .family = "google",
    .url_setting = "google_ads_url",
    .limits = {
        .batch = BATCH_MOST_MEMBERS,
        .membership_max_days = MEMBERSHIP_MOST_DAYS,
        .first_poll_s = FIRST_POLL_S,
        .longest_poll_s = LONGEST_POLL_S,
    },
    .causes = google_causes,
    .fields = google_fields,
    .is_account = google_is_id,
    .account_words = "an account by digits, without hyphens",
    .identify = google_identify,
    .ensure_list = google_ensure_list,
    .send = send,
    .status = ask_status,
    .list_state = google_list_state,
    .drop_list = google_drop_list,
};
