#include "services/api/request.h"

#include "packages/core/log.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct header always[] = {
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()" },
    { "X-Frame-Options", "DENY" },
};

const char *request_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

void reply_header(struct request *request, const char *name, const char *value)
{
    struct reply *reply = &request->reply;

    if (reply->n_headers < MOST_HEADERS)
        reply->headers[reply->n_headers++] = (struct header){ name, value };
}

/* Statuses that only HTTP knows, and their phrases. */
static const struct {
    unsigned status;
    const char *title;
} edge_titles[] = {
    { 405, "Method Not Allowed" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 428, "Precondition Required" },
    { 431, "Request Header Fields Too Large" },
};

static const char *title_of(unsigned status, const struct err *err)
{
    for (size_t i = 0; i < COUNT(edge_titles); i++)
        if (edge_titles[i].status == status)
            return edge_titles[i].title;
    return err_row(err->code)->title;
}

void reply_problem(struct request *request, struct err *err)
{
    struct reply *reply = &request->reply;
    const unsigned status = reply->status; /* a guard may know a nearer one: 415 */

    if (err->code == ERR_INTERNAL)
        log_err("request_failed", err, request->ctx.request_id);
    reply->status = status >= 400 ? status : err_row(err->code)->http;
    reply->content_type = "application/problem+json";
    reply->body = buf_in(request->ctx.arena, 1024 * 1024);
    reply->must_close |= request->must_close;
    problem_encode_as(err, reply->status, title_of(reply->status, err), request->ctx.request_id,
                      &reply->body);
    if (err->retry_after_s)
        reply_header(request, "Retry-After", arena_printf(request->ctx.arena, "%u", err->retry_after_s));
    else if (reply->status == 503)
        reply_header(request, "Retry-After", "5");
    if (reply->status == 401)
        reply_header(request, "WWW-Authenticate", "Cookie realm=\"truffle\"");
}

static uint64_t word_at(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

static uint64_t stir(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
}

/* 64 bits of a text, in four lanes of eight bytes: to see whether an answer changed, not to withstand
 * anybody. */
static uint64_t fingerprint(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t lanes[4] = { size, 1, 2, 3 };
    unsigned char rest[32] = { 0 };

    for (; size >= sizeof(rest); at += sizeof(rest), size -= sizeof(rest))
        for (size_t i = 0; i < COUNT(lanes); i++)
            lanes[i] = stir(lanes[i], word_at(at + i * 8));
    if (size)
        memcpy(rest, at, size);
    for (size_t i = 0; i < COUNT(lanes); i++)
        lanes[0] = stir(stir(lanes[i], word_at(rest + i * 8)), lanes[0]);
    return lanes[0];
}

/* Answers to GET carry a tag, so that an unchanged one needs no body. */
static bool is_unchanged(struct request *request, struct MHD_Response *response)
{
    const struct reply *reply = &request->reply;
    const char *known = request_header(request, "If-None-Match");
    const char *tag;

    if (reply->status != 200 || request_changes(request) || reply->is_asset)
        return false;
    tag = arena_printf(request->ctx.arena, "\"%s%s%016llx\"", reply->revision ? reply->revision : "",
                       reply->revision ? "." : "",
                       (unsigned long long)(reply->fixed.at
                                                ? fingerprint(reply->fixed.at, reply->fixed.size)
                                                : fingerprint(buf_str(&reply->body), reply->body.len)));
    MHD_add_response_header(response, "ETag", tag);
    return known && (text_is(known, "*") || strstr(known, tag));
}

static struct MHD_Response *response_of(struct request *request)
{
    struct reply *reply = &request->reply;

    if (reply->fixed.at)
        return MHD_create_response_from_buffer(reply->fixed.size, (void *)(uintptr_t)reply->fixed.at,
                                               MHD_RESPMEM_PERSISTENT);
    /* The request's arena outlives its response: it ends in the completion callback. */
    return MHD_create_response_from_buffer(reply->body.len, (void *)(uintptr_t)buf_str(&reply->body),
                                           MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result reply_send(struct request *request)
{
    struct reply *reply = &request->reply;
    struct MHD_Response *response = response_of(request);
    unsigned status = reply->status;
    bool has_cache = false;
    enum MHD_Result result;

    for (size_t i = 0; i < COUNT(always); i++)
        MHD_add_response_header(response, always[i].name, always[i].value);
    for (size_t i = 0; i < reply->n_headers; i++) {
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
        has_cache |= strcasecmp(reply->headers[i].name, "Cache-Control") == 0;
    }
    if (!has_cache)
        MHD_add_response_header(response, "Cache-Control", "no-store");
    if (reply->content_type)
        MHD_add_response_header(response, "Content-Type", reply->content_type);
    MHD_add_response_header(response, "X-Request-Id", request->ctx.request_id);
    if (text_starts(request->ctx.ports->settings->public_url, "https:"))
        MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    cors_add(request, response);
    if (reply->must_close)
        MHD_add_response_header(response, "Connection", "close");
    if (is_unchanged(request, response)) {
        status = MHD_HTTP_NOT_MODIFIED;
    }
    result = MHD_queue_response(request->connection, status, response);
    MHD_destroy_response(response);
    reply->status = status;
    return result;
}
