/*
 * Members go as a file: hashes, one a line, uploaded and then put on the list or taken off it. The first file
 * makes the list. Uploading twice is harmless, and so are APPEND and REMOVE; a list that was made while its
 * answer got lost is found by its name before the next one is made.
 */
#include "connectors/tiktok/inner.h"

#include "connectors/tiktok/normalise.h"
#include "packages/core/settings.h"
#include "packages/core/text.h"
#include "packages/operation/ports.h"
#include "packages/platform/said.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

#define BOUNDARY "truffle-6c1f0a7e5b"

enum { LINE = 2 * SHA256_SIZE + 1, MOST_FORM = 4096, MD5_SIZE = 16 };

bool tiktok_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                     struct identified *out)
{
    struct word word;
    size_t len;

    *out = (struct identified){ 0 };
    if (tiktok_kind(settings) == ID_PHONE) {
        if (!member->phone || !phone_is_e164(member->phone, &len))
            return false;
        hasher_run(hasher, member->phone, len, out->phone);
        out->has = ID_PHONE;
        return true;
    }
    if (!member->email || !(settings && settings->tiktok_email_strip ? tiktok_email_stripped
                                                                     : tiktok_email)(member->email, &word))
        return false;
    hasher_run(hasher, word.at, word.len, out->email);
    out->has = ID_EMAIL;
    return true;
}

static const char *calculate_type(enum identifier kind)
{
    return kind == ID_PHONE ? "PHONE_SHA256" : "EMAIL_SHA256";
}

static void put_field(struct buf *to, const char *name, const char *value)
{
    buf_printf(to, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name,
               value);
}

/* Hashes of the kind that the list takes; sealed copies may hold members without it. */
static size_t put_lines(const struct platform_batch *batch, enum identifier kind, struct buf *to)
{
    size_t n = 0;

    for (size_t i = 0; i < batch->n_members; i++) {
        const struct identified *member = &batch->members[i];

        if (!(member->has & kind))
            continue;
        buf_hex(to, kind == ID_PHONE ? member->phone : member->email, SHA256_SIZE);
        buf_char(to, '\n');
        n++;
    }
    return n;
}

static const char *md5_hex(struct arena *arena, const struct buf *file)
{
    unsigned char digest[MD5_SIZE] = { 0 };
    unsigned size = 0;

    EVP_Digest(buf_str(file), file->len, digest, &size, EVP_md5(), NULL);
    return hex_text(arena, digest, size);
}

static void free_buf(void *body)
{
    buf_free(body);
}

/* On the heap: it is megabytes and ends with the batch. */
static struct buf *big_buf(struct ctx *ctx, size_t size)
{
    struct buf *body = arena_alloc(ctx->arena, sizeof(*body));

    *body = buf_heap(size);
    arena_defer(ctx->arena, free_buf, body);
    return body;
}

static struct err *upload(struct ctx *ctx, const struct platform_account *account, const struct buf *file,
                          enum identifier kind, struct platform_outcome *outcome, const char **path)
{
    struct tiktok_call call = { .method = "POST",
                                .path = "/dmp/custom_audience/file/upload/",
                                .content_type = "multipart/form-data; boundary=" BOUNDARY };
    struct buf *body = big_buf(ctx, file->len + MOST_FORM);
    struct err *err;
    json_t *data;

    put_field(body, "advertiser_id", account->external_id);
    put_field(body, "calculate_type", calculate_type(kind));
    put_field(body, "file_signature", md5_hex(ctx->arena, file));
    buf_text(body,
             "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"audience.txt\"\r\n"
             "Content-Type: text/plain\r\n\r\n");
    buf_add(body, buf_str(file), file->len);
    buf_text(body, "\r\n--" BOUNDARY "--\r\n");
    assert(!body->is_full);
    call.body = (struct bytes){ (const unsigned char *)buf_str(body), body->len };
    err = tiktok_ask(ctx, account, &call, outcome, &data);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    *path = json_string_value(json_object_get(data, "file_path"));
    if (!*path)
        said_unreadable(outcome);
    return NULL;
}

/* The floor of the first file is ours to know: TikTok's own words for it may change. */
static struct err *make(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, enum identifier kind, const char *file_path,
                        struct platform_outcome *outcome)
{
    const struct platform_list *list = batch->list;
    struct tiktok_call call = { .method = "POST", .path = "/dmp/custom_audience/create/" };
    json_t *body, *data, *id;
    struct err *err;

    body = json_pack("{ss ss s[s] ss}", "advertiser_id", account->external_id, "custom_audience_name",
                     tiktok_list_name(ctx->arena, list), "file_paths", file_path, "calculate_type",
                     calculate_type(kind));
    if (list->membership_days > 0 &&
        list->membership_days < TIKTOK_MOST_DAYS) /* else it lives while it is used */
        json_object_set_new(body, "retention_in_days", json_integer(list->membership_days));
    call.body = tiktok_body(ctx, body);
    err = tiktok_ask(ctx, account, &call, outcome, &data);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    id = json_object_get(data, "custom_audience_id");
    if (!id)
        id = json_object_get(data, "audience_id");
    outcome->list_id = arena_text(ctx->arena, json_string_value(id));
    if (!tiktok_is_id(outcome->list_id))
        said_unreadable(outcome);
    else
        outcome->request_id = outcome->list_id;
    return NULL;
}

static struct err *change(struct ctx *ctx, const struct platform_account *account,
                          const struct platform_batch *batch, const char *file_path,
                          struct platform_outcome *outcome)
{
    struct tiktok_call call = { .method = "POST", .path = "/dmp/custom_audience/update/" };
    json_t *data;
    struct err *err;

    call.body = tiktok_body(ctx, json_pack("{ss ss s[s] ss}", "advertiser_id", account->external_id,
                                           "custom_audience_id", batch->list_id, "file_paths", file_path,
                                           "action", batch->act == PLATFORM_ADD ? "APPEND" : "REMOVE"));
    err = tiktok_ask(ctx, account, &call, outcome, &data);
    if (!err && outcome->verdict == PLATFORM_ACCEPTED)
        outcome->request_id = batch->list_id;
    return err;
}

struct err *tiktok_send(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, struct platform_outcome *outcome)
{
    const enum identifier kind = tiktok_kind(ctx->ports->settings);
    struct buf *file = big_buf(ctx, batch->n_members * LINE + 1);
    const char *path = NULL;
    struct err *err;
    size_t n;

    if (!tiktok_is_id(account->external_id) || (batch->list_id && !tiktok_is_id(batch->list_id)))
        return err_new(ctx, ERR_INVALID, "list_id", "TikTok's ids are digits");
    n = put_lines(batch, kind, file);
    if (n < batch->n_members || (!batch->list_id && n < TIKTOK_FLOOR)) {
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_FINAL,
                                              .cause = n < batch->n_members ? "list_kind" : "too_few" };
        return NULL;
    }
    err = upload(ctx, account, file, kind, outcome, &path);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    return batch->list_id ? change(ctx, account, batch, path, outcome)
                          : make(ctx, account, batch, kind, path, outcome);
}
