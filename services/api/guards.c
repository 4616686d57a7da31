/*
 * What libmicrohttpd 0.9.75 lets pass and a server must not (measured with raw sockets): a length together
 * with a transfer coding, two lengths, foreign codings, two hosts. Refusing them in the handler's first call
 * with `Connection: close` means that no smuggled second request is ever read.
 */
#include "services/api/request.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_URL = 8 * 1024, MOST_HEADER_COUNT = 100 };

struct census {
    unsigned n, lengths, codings, hosts;
    const char *coding, *host;
    bool has_control;
};

static enum MHD_Result count(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len,
                             const char *value, size_t value_len)
{
    struct census *census = arg;

    (void)kind;
    census->n++;
    if (strcasecmp(name, "content-length") == 0)
        census->lengths++;
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
    census->has_control |= strlen(name) != name_len;
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

static struct err *refuse(struct request *request, const char *why)
{
    request->must_close = true;
    return err_new(&request->ctx, ERR_MALFORMED, NULL, "%s", why);
}

struct err *guard_request(struct request *request)
{
    struct census census = { 0 };

    MHD_get_connection_values_n(request->connection, MHD_HEADER_KIND,
                                (MHD_KeyValueIteratorN)(void (*)(void))count, &census);
    if (census.lengths > 1 || (census.lengths && census.codings))
        return refuse(request, "the length of the body is said twice");
    if (census.codings > 1 || (census.coding && strcasecmp(census.coding, "chunked") != 0))
        return refuse(request, "this transfer coding is not understood");
    if (census.hosts != 1 && !request->is_local)
        return refuse(request, "there must be one Host header");
    if (census.n > MOST_HEADER_COUNT)
        return refuse(request, "there are more than 100 headers");
    if (census.has_control)
        return refuse(request, "a header holds a control character");
    if (strlen(request->url) > LONGEST_URL)
        return refuse(request, "the address is longer than 8 KiB");
    if (strstr(request->url, "%00") || (request->query && strstr(request->query, "%00")))
        return refuse(request, "the address holds a NUL");
    if (!request->is_local && !is_our_host(request, census.host))
        return refuse(request, "this server doesn't go by that name: set public_url");
    return NULL;
}

static bool is_allowed_origin(struct request *request, const char *origin)
{
    const char *host = request_header(request, "Host");
    const struct settings *settings = request->ctx.ports->settings;

    return text_is(origin, arena_printf(request->ctx.arena, "http://%s", host)) ||
           text_is(origin, arena_printf(request->ctx.arena, "https://%s", host)) ||
           (*settings->public_url && text_is(origin, settings->public_url));
}

struct err *guard_origin(struct request *request)
{
    const char *type = request_header(request, "Content-Type");
    const char *site = request_header(request, "Sec-Fetch-Site");
    const char *origin = request_header(request, "Origin");

    if (request->body_in.len && (!type || strncasecmp(type, "application/json", 16) != 0)) {
        struct err *err = err_new(&request->ctx, ERR_MALFORMED, NULL, "send Content-Type: application/json");

        request->reply.status = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
        return err;
    }
    if (site ? text_is(site, "same-origin") : origin && is_allowed_origin(request, origin))
        return NULL;
    return err_new(&request->ctx, ERR_FORBIDDEN, NULL,
                   "this request doesn't come from the app: send Origin or Sec-Fetch-Site: same-origin");
}
