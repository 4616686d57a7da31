/*
 * OPTIONS, and what pages of other origins may do: those in `cors_origins` may read, without the session's
 * cookie, and nobody else's may. A change from another origin is refused by guard_origin(), so no preflight
 * offers one.
 */
#include "services/api/request.h"

#include <string.h>

static const char *allowed_origin(const struct request *request)
{
    const char *origin = request_header(request, "Origin");
    const char *list = request->ctx.ports->settings->cors_origins;
    const size_t len = origin ? strlen(origin) : 0;

    for (list += strspn(list, " "); len && *list; list += strspn(list, " ")) {
        const size_t word = strcspn(list, " ");

        if (word == len && strncmp(list, origin, len) == 0)
            return origin;
        list += word;
    }
    return NULL;
}

void cors_add(struct request *request, struct MHD_Response *response)
{
    const char *origin = allowed_origin(request);

    MHD_add_response_header(response, "Vary", "Origin, Accept-Encoding");
    if (!origin)
        return;
    MHD_add_response_header(response, "Access-Control-Allow-Origin", origin);
    MHD_add_response_header(response, "Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id");
}

/* What the address has, "" for one that is none. */
static const char *methods_of(struct request *request)
{
    const char *allowed = "";

    (void)route_find(&request->ctx, "OPTIONS", request->url, request->in, &allowed);
    if (*allowed)
        return methods_text(request, allowed);
    return text_is(request->url, "*") || static_reply(request) ? "GET, HEAD, OPTIONS" : "";
}

void options_reply(struct request *request)
{
    const char *methods = methods_of(request);

    request->reply = (struct reply){ .body = buf_in(request->ctx.arena, 1024 * 1024) };
    if (!*methods) {
        reply_problem(request,
                      err_new(&request->ctx, ERR_NOT_FOUND, NULL, "no page or resource at this address"));
        return;
    }
    request->reply.status = MHD_HTTP_NO_CONTENT;
    reply_header(request, "Allow", methods);
    if (!allowed_origin(request) || !request_header(request, "Access-Control-Request-Method") ||
        !strstr(methods, "GET"))
        return;
    reply_header(request, "Access-Control-Allow-Methods", "GET, HEAD");
    reply_header(request, "Access-Control-Allow-Headers", "Content-Type, If-None-Match");
    reply_header(request, "Access-Control-Max-Age", "600");
    reply_header(request, "Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
}
