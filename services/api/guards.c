/*
 * What libmicrohttpd 0.9.75 lets pass and a server must not (measured with raw sockets): a length together
 * with a transfer coding, two lengths, foreign codings, two hosts. Refusing them in the handler's first call
 * with `Connection: close` means that no smuggled second request is ever read.
 */
#include "services/api/request.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_TARGET = 8 * 1024, MOST_HEADER_COUNT = 100, MOST_HEADER_BYTES = 16 * 1024 };

struct census {
    unsigned n, lengths, codings, hosts;
    size_t bytes;
    const char *coding, *host, *length;
    bool has_control, has_odd_name;
};

/* RFC 9110, 5.6.2: a name with a space before its colon is one that the library doesn't know for what it is.
 */
static bool is_token(const char *name, size_t len)
{
    return len &&
           strspn(name, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
               len;
}

static enum MHD_Result count(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len,
                             const char *value, size_t value_len)
{
    struct census *census = arg;

    (void)kind;
    census->n++;
    census->bytes += name_len + value_len + strlen(": \r\n");
    if (strcasecmp(name, "content-length") == 0) {
        census->lengths++;
        census->length = value;
    }
    if (strcasecmp(name, "transfer-encoding") == 0) {
        census->codings++;
        census->coding = value;
    }
    if (strcasecmp(name, "host") == 0) {
        census->hosts++;
        census->host = value;
    }
    for (size_t i = 0; i < value_len; i++)
        census->has_control |= ((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f;
    census->has_odd_name |= !is_token(name, name_len);
    return MHD_YES;
}

/* The name before the port, without brackets of an IPv6 address. */
static const char *name_of(struct ctx *ctx, const char *host)
{
    const char *end;

    if (*host == '[') {
        end = strchrnul(host, ']');
        return arena_text_n(ctx->arena, host + 1, (size_t)(end - host) - 1);
    }
    return arena_text_n(ctx->arena, host, (size_t)(strchrnul(host, ':') - host));
}

/* A page of another name that points at this machine must not reach us (DNS rebinding). */
static bool is_our_host(struct request *request, const char *host)
{
    static const char *const local[] = { "localhost", "127.0.0.1", "::1" };
    const struct settings *settings = request->ctx.ports->settings;
    const char *name = name_of(&request->ctx, host);
    const char *public_host = strstr(settings->public_url, "://");

    for (size_t i = 0; i < COUNT(local); i++)
        if (strcasecmp(name, local[i]) == 0)
            return true;
    if (public_host &&
        strcasecmp(name, name_of(&request->ctx, arena_text_n(request->ctx.arena, public_host + 3,
                                                             strcspn(public_host + 3, "/")))) == 0)
        return true;
    return strcasecmp(name, name_of(&request->ctx, settings->listen)) == 0;
}

static struct err *refuse(struct request *request, unsigned status, const char *why)
{
    request->must_close = true;
    request->reply.status = status;
    return err_new(&request->ctx, status == MHD_HTTP_CONTENT_TOO_LARGE ? ERR_TOO_LARGE : ERR_MALFORMED, NULL,
                   "%s", why);
}

enum target_fault guard_target(const char *raw)
{
    if (strlen(raw) > LONGEST_TARGET)
        return TARGET_TOO_LONG;
    return strstr(raw, "%00") ? TARGET_HAS_NUL : TARGET_SOUND;
}

const char *too_large_text(struct request *request)
{
    return arena_printf(request->ctx.arena, "the body is larger than %zu MiB", request->body_in.limit >> 20);
}

static bool is_too_long(const struct request *request, const char *length)
{
    int64_t n = 0;

    return length && (!text_to_int(length, &n) || n > (int64_t)request->body_in.limit);
}

/* How the request lies in the stream of bytes: what a proxy before us may read in another way. */
static struct err *guard_framing(struct request *request, const struct census *census)
{
    if (census->lengths > 1 || (census->lengths && census->codings))
        return refuse(request, 400, "the length of the body is said twice");
    if (census->codings > 1 || (census->coding && strcasecmp(census->coding, "chunked") != 0))
        return refuse(request, 400, "this transfer coding is not understood");
    if (census->has_odd_name || census->has_control)
        return refuse(request, 400, "a header holds a character that it may not");
    if (!text_is(request->version, "HTTP/1.1") && !text_is(request->version, "HTTP/1.0"))
        return refuse(request, 400, "this version of HTTP is not spoken here");
    if (census->n > MOST_HEADER_COUNT || census->bytes > MOST_HEADER_BYTES)
        return refuse(request, 431, "there are more than 100 headers, or more than 16 KiB");
    if (is_too_long(request, census->length))
        return refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, too_large_text(request));
    return NULL;
}

static struct err *guard_address(struct request *request, const struct census *census)
{
    if (request->target_fault == TARGET_TOO_LONG)
        return refuse(request, 414, "the address is longer than 8 KiB");
    if (request->target_fault == TARGET_HAS_NUL)
        return refuse(request, 400, "the address holds a NUL");
    if (!text_is_utf8(request->url, strlen(request->url)))
        return refuse(request, 400, "the address is not text");
    if (request->is_local)
        return NULL;
    if (census->hosts != 1)
        return refuse(request, 400, "there must be one Host header");
    if (!census->host || !*census->host || !is_our_host(request, census->host))
        return refuse(request, 400, "this server doesn't go by that name: set public_url");
    return NULL;
}

struct err *guard_request(struct request *request)
{
    struct census census = { 0 };
    struct err *err;

    MHD_get_connection_values_n(request->connection, MHD_HEADER_KIND,
                                (MHD_KeyValueIteratorN)(void (*)(void))count, &census);
    err = guard_framing(request, &census);
    return err ? err : guard_address(request, &census);
}

static bool is_allowed_origin(struct request *request, const char *origin)
{
    const char *host = request_header(request, "Host");
    const struct settings *settings = request->ctx.ports->settings;

    return text_is(origin, arena_printf(request->ctx.arena, "http://%s", host)) ||
           text_is(origin, arena_printf(request->ctx.arena, "https://%s", host)) ||
           (*settings->public_url && text_is(origin, settings->public_url));
}

/* "application/json", alone or with parameters. */
static bool is_json(const char *type)
{
    static const char json[] = "application/json";

    return type && strncasecmp(type, json, strlen(json)) == 0 && strchr("; ", type[strlen(json)]);
}

static struct err *guard_form(struct request *request)
{
    const char *coding = request_header(request, "Content-Encoding");
    const char *why = NULL;

    if (coding && strcasecmp(coding, "identity") != 0)
        why = "a compressed body is not taken: send it plain";
    else if (request->body_in.len && !is_json(request_header(request, "Content-Type")))
        why = "send Content-Type: application/json";
    if (!why)
        return NULL;
    request->reply.status = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    return err_new(&request->ctx, ERR_MALFORMED, NULL, "%s", why);
}

struct err *guard_origin(struct request *request)
{
    const char *site = request_header(request, "Sec-Fetch-Site");
    const char *origin = request_header(request, "Origin");
    struct err *err = guard_form(request);

    if (err)
        return err;
    if (site ? text_is(site, "same-origin") : origin && is_allowed_origin(request, origin))
        return NULL;
    return err_new(&request->ctx, ERR_FORBIDDEN, NULL,
                   "this request doesn't come from the app: send Origin or Sec-Fetch-Site: same-origin");
}
