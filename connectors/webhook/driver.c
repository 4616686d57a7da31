#include "connectors/webhook/webhook.h"

#include "connectors/webhook/inner.h"
#include "packages/core/json.h"
#include "packages/core/text.h"
#include "packages/http/http.h"
#include "packages/platform/plain.h"
#include "packages/platform/said.h"

#include <string.h>

enum {
    MOST_MEMBERS = 1000,
    MOST_BODY = 2 * 1024 * 1024,
    MOST_ADDRESS = 500,
    MOST_DAYS = 540,
    POLL_S = 3600,
    KEY_DIGITS = 32
};

static bool is_account(const char *address)
{
    const size_t len = strlen(address);

    if (len > MOST_ADDRESS ||
        (!text_starts(address, "https://") && !text_starts(address, "http://127.0.0.1:")))
        return false;
    for (size_t i = 0; i < len; i++)
        if (address[i] <= ' ' || address[i] > '~')
            return false;
    return true;
}

/* --- one request --- */

static void put_hash(struct ctx *ctx, struct json_writer *json, const char *key, const unsigned char *hash)
{
    json_key(json, key);
    json_text(json, hex_text(ctx->arena, hash, SHA256_SIZE));
}

static void put_member(struct ctx *ctx, struct json_writer *json, const struct identified *member)
{
    json_open(json, '{');
    if (member->has & ID_EMAIL)
        put_hash(ctx, json, "email_sha256", member->email);
    if (member->has & ID_PHONE)
        put_hash(ctx, json, "phone_sha256", member->phone);
    if (member->has & ID_FIRST_NAME)
        put_hash(ctx, json, "first_name_sha256", member->first_name);
    if (member->has & ID_LAST_NAME)
        put_hash(ctx, json, "last_name_sha256", member->last_name);
    if (member->has & ID_COUNTRY) {
        json_key(json, "country");
        json_text(json, member->country);
    }
    if (member->has & ID_POSTAL_CODE) {
        json_key(json, "postal_code");
        json_text(json, member->postal_code);
    }
    json_shut(json, '}');
}

static struct bytes body_of(struct ctx *ctx, const char *act, const char *list_id,
                            const struct platform_list *list, const struct identified *members, size_t n)
{
    struct buf body = buf_in(ctx->arena, MOST_BODY);
    struct json_writer json = json_to(&body);

    json_open(&json, '{');
    json_key(&json, "act");
    json_text(&json, act);
    json_key(&json, "list");
    json_open(&json, '{');
    json_key(&json, "id");
    json_text(&json, list_id);
    if (list) {
        json_key(&json, "name");
        json_text(&json, list->name);
        json_key(&json, "membership_days");
        json_int(&json, list->membership_days);
    }
    json_shut(&json, '}');
    json_key(&json, "members");
    json_open(&json, '[');
    for (size_t i = 0; i < n; i++)
        put_member(ctx, &json, &members[i]);
    json_shut(&json, ']');
    json_shut(&json, '}');
    return (struct bytes){ (const unsigned char *)buf_str(&body), body.len };
}

/* HMAC-SHA-256 of "TIMESTAMP.BODY": whoever listens on the way can't replay it later under another time. */
static const char *signature_of(struct ctx *ctx, const char *secret, const char *timestamp, struct bytes body)
{
    const struct secret key = { (unsigned char *)(uintptr_t)secret, strlen(secret) };
    struct buf text = buf_in(ctx->arena, body.size + 64);
    unsigned char digest[SHA256_SIZE];

    buf_printf(&text, "%s.", timestamp);
    buf_add(&text, body.at, body.size);
    hmac_sha256(&key, buf_str(&text), text.len, digest);
    return hex_text(ctx->arena, digest, SHA256_SIZE);
}

static struct platform_outcome meaning_of(struct ctx *ctx, const struct http_reply *reply)
{
    static const struct {
        int from, to;
        enum platform_verdict verdict;
        const char *cause;
    } statuses[] = {
        { 200, 299, PLATFORM_ACCEPTED, NULL },         { 300, 399, PLATFORM_FINAL, "redirected" },
        { 401, 401, PLATFORM_REAUTH, "reconnect" },    { 408, 408, PLATFORM_LATER, "unavailable" },
        { 413, 413, PLATFORM_REFUSED, "bad_request" }, { 429, 429, PLATFORM_LATER, "quota" },
        { 400, 499, PLATFORM_FINAL, "bad_request" },   { 500, 599, PLATFORM_LATER, "unavailable" },
    };
    struct platform_outcome outcome = { .verdict = PLATFORM_UNKNOWN, .cause = "unreadable" };

    for (size_t i = 0; i < COUNT(statuses); i++) {
        if (reply->status < statuses[i].from || reply->status > statuses[i].to)
            continue;
        outcome = (struct platform_outcome){ .verdict = statuses[i].verdict, .cause = statuses[i].cause };
        break;
    }
    if (outcome.verdict != PLATFORM_ACCEPTED)
        outcome.detail =
            said_words(ctx->arena, arena_printf(ctx->arena, "HTTP %d: %.200s", reply->status,
                                                reply->body.size ? (const char *)reply->body.at : ""));
    outcome.retry_after_s = reply->retry_after_s;
    outcome.was_told_to_wait = reply->status == 429 || reply->retry_after_s > 0;
    return outcome;
}

static void read_rejected(struct ctx *ctx, json_t *json, size_t n_members, struct platform_outcome *outcome)
{
    struct platform_refusal *refused = NULL;
    size_t i, n = 0;
    json_t *row;

    json_array_foreach(json_object_get(json, "rejected"), i, row)
    {
        const int64_t index = json_integer_value(json_object_get(row, "index"));
        const char *reason = json_string_value(json_object_get(row, "reason"));

        if (json_is_integer(json_object_get(row, "index")) && index >= 0 && (size_t)index < n_members)
            *ARENA_PUSH(ctx->arena, refused, n) =
                (struct platform_refusal){ (size_t)index,
                                           said_words(ctx->arena, reason ? reason : "rejected") };
    }
    outcome->refused = refused;
    outcome->n_refused = n;
}

static struct err *post(struct ctx *ctx, const struct platform_account *account, struct bytes body,
                        size_t n_members, struct platform_outcome *outcome)
{
    const char *timestamp = arena_printf(ctx->arena, "%lld", (long long)(ctx->now.us / 1000000));
    const char *digest = sha256_hex(ctx->arena, body.at, body.size);
    const char *headers[] = {
        "Content-Type: application/json",
        arena_printf(ctx->arena, "Idempotency-Key: %.*s", KEY_DIGITS, digest),
        arena_printf(ctx->arena, "X-Truffle-Timestamp: %s", timestamp),
        arena_printf(ctx->arena, "X-Truffle-Signature: sha256=%s",
                     signature_of(ctx, account->access_token, timestamp, body)),
        NULL,
    };
    const struct http_request request = {
        .method = "POST", .url = account->base_url, .headers = headers, .body = body
    };
    struct http_reply reply;
    json_t *json = NULL;
    struct err *err;

    err = http_send(ctx, account->http, &request, &reply);
    if (err)
        return err;
    *outcome = (struct platform_outcome){ 0 };
    if (reply.fate != HTTP_ANSWERED) {
        said_nothing(&reply, outcome);
        return NULL;
    }
    *outcome = meaning_of(ctx, &reply);
    if (outcome->verdict != PLATFORM_ACCEPTED)
        return NULL;
    if (reply.is_cut || json_parse(ctx, (const char *)reply.body.at, reply.body.size, &json) != NULL ||
        !json_is_object(json))
        said_unreadable(outcome);
    else
        read_rejected(ctx, json, n_members, outcome);
    return NULL;
}

/* --- the driver --- */

static struct err *send(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, struct platform_outcome *outcome)
{
    const char *act = batch->act == PLATFORM_ADD ? "add" : "remove";

    return post(ctx, account,
                body_of(ctx, act, batch->list_id, batch->list, batch->members, batch->n_members),
                batch->n_members, outcome);
}

static struct err *drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome)
{
    return post(ctx, account, body_of(ctx, "delete_list", list_id, NULL, NULL, 0), 0, outcome);
}

const struct platform_driver webhook_driver = {
    .name = "webhook",
    .label = "Webhook",
    .family = "webhook",
    .limits = { .batch = MOST_MEMBERS,
                .membership_max_days = MOST_DAYS,
                .first_poll_s = POLL_S,
                .longest_poll_s = POLL_S },
    .causes = webhook_causes,
    .fields = plain_fields,
    .is_account = is_account,
    .account_words = "its address, https://…",
    .account_is_address = true,
    .identify = plain_identify,
    .ensure_list = plain_ensure_list,
    .send = send,
    .status = plain_status,
    .list_state = plain_list_state,
    .drop_list = drop_list,
};
