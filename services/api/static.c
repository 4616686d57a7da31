/*
 * Files built into the program: the web app, Swagger UI, and what is printed from tables (OpenAPI). Hashed
 * assets never change under their name; the small index page is a template with a style nonce and is never
 * stored.
 */
#include "services/api/request.h"
#include "services/api/state.h"

#include "packages/core/assets.h"
#include "packages/cache/cache.h"
#include "packages/store/store.h"

#include <string.h>

static const struct {
    const char *suffix, *type;
} types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".json", "application/json" },
    { ".png", "image/png" },
    { ".svg", "image/svg+xml" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".woff2", "font/woff2" },
};

static const char *type_of(const char *path)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (text_ends(path, types[i].suffix))
            return types[i].type;
    return "application/octet-stream";
}

static bool takes_brotli(const struct request *request)
{
    const char *accept = request_header(request, "Accept-Encoding");

    return accept && strstr(accept, "br") != NULL;
}

static void send_asset(struct request *request, const struct asset *asset, const char *cache)
{
    request->reply.status = 200;
    request->reply.is_asset = true;
    request->reply.content_type = type_of(asset->path);
    request->reply.fixed = (struct bytes){ asset->at, asset->size };
    if (asset->brotli && takes_brotli(request)) {
        request->reply.fixed = (struct bytes){ asset->brotli, asset->brotli_size };
        reply_header(request, "Content-Encoding", "br");
    }
    reply_header(request, "Cache-Control", cache);
}

static void replace(struct buf *to, const char *text, size_t len, const char *word, const char *value)
{
    const size_t size = strlen(word);

    while (len) {
        const char *at = memmem(text, len, word, size);

        buf_add(to, text, at ? (size_t)(at - text) : len);
        if (!at)
            return;
        buf_text(to, value);
        len -= (size_t)(at - text) + size;
        text = at + size;
    }
}

static const char *theme_of(struct request *request)
{
    const struct err *err = request_identity(request);

    (void)err; /* nobody is signed in yet: the system's theme */
    return request->ctx.who && request->theme ? request->theme : "system";
}

/* Most visits begin with the Overview: its index page names the page's own files too. */
static const struct asset *index_of(const char *url)
{
    return asset_find(text_is(url, "/") || text_is(url, "/analytics") ? "web/landing.html"
                                                                      : "web/index.html");
}

static bool send_index(struct request *request)
{
    const struct asset *asset = index_of(request->url);
    struct buf half = buf_in(request->ctx.arena, 1024 * 1024);
    unsigned char bytes[16];
    const char *nonce;

    if (!asset)
        return false;
    random_bytes(&request->ctx, bytes, sizeof(bytes));
    nonce = base64url(request->ctx.arena, bytes, sizeof(bytes));
    replace(&half, (const char *)asset->at, asset->size, "__NONCE__", nonce);
    replace(&request->reply.body, buf_str(&half), half.len, "__THEME__", theme_of(request));
    request->reply.status = 200;
    request->reply.content_type = "text/html; charset=utf-8";
    reply_header(
        request, "Content-Security-Policy",
        arena_printf(
            request->ctx.arena,
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'",
            nonce));
    return true;
}

/* Swagger UI writes inline styles: its page alone allows them. */
static const char docs_page[] =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Random Truffle API</title>"
    "<link rel=\"icon\" href=\"/api/docs/favicon-32x32.png\">"
    "<link rel=\"stylesheet\" href=\"/api/docs/swagger-ui.css\"></head><body><div id=\"swagger-ui\"></div>"
    "<script src=\"/api/docs/swagger-ui-bundle.js\"></script><script "
    "src=\"/api/docs/start.js\"></script></body></html>";
static const char docs_start[] = "SwaggerUIBundle({url: '/api/openapi.json', dom_id: '#swagger-ui'});";
static const char docs_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

static bool send_text(struct request *request, const char *type, const char *text)
{
    request->reply.status = 200;
    request->reply.content_type = type;
    buf_text(&request->reply.body, text);
    return true;
}

static bool send_docs(struct request *request, const char *rest)
{
    const struct asset *asset;

    reply_header(request, "Content-Security-Policy", docs_policy);
    if (!*rest || text_is(rest, "/"))
        return send_text(request, "text/html; charset=utf-8", docs_page);
    if (text_is(rest, "/start.js"))
        return send_text(request, "text/javascript; charset=utf-8", docs_start);
    asset = asset_find(arena_printf(request->ctx.arena, "docs%s", rest));
    if (asset)
        send_asset(request, asset, "max-age=86400");
    return asset != NULL;
}

static bool send_health(struct request *request, bool is_ready)
{
    request->reply.status = is_ready ? 200 : 503;
    request->reply.content_type = "application/json";
    buf_text(&request->reply.body, is_ready ? "{\"status\":\"ok\"}" : "{\"status\":\"not ready\"}");
    return true;
}

static bool is_ready(struct request *request)
{
    struct err *err;

    if (request->server->is_stopping)
        return false;
    err = store_begin(&request->ctx, STORE_READ);
    if (err)
        return false;
    store_rollback(&request->ctx);
    return true;
}

static void cache_metrics(struct cache *cache, struct buf *to)
{
    struct cache_state state;

    cache_describe(cache, &state);
    buf_printf(to,
               "# HELP truffle_cache_lookups_total Answers looked for in the cache.\n"
               "# TYPE truffle_cache_lookups_total counter\n"
               "truffle_cache_lookups_total{found=\"yes\"} %lld\n"
               "truffle_cache_lookups_total{found=\"no\"} %lld\n"
               "# HELP truffle_cache_failures_total Times that the cache could not be asked.\n"
               "# TYPE truffle_cache_failures_total counter\n"
               "truffle_cache_failures_total %lld\n"
               "# HELP truffle_cache_up Whether it could be asked the last time.\n"
               "# TYPE truffle_cache_up gauge\n"
               "truffle_cache_up %d\n",
               (long long)state.hits, (long long)state.misses, (long long)state.failures, !state.trouble);
}

/* Any other address is a page of the app, but for what is meant for machines: there an answer of 200 would
 * say that something is there. */
static bool is_page(const char *url)
{
    static const char *const elsewhere[] = { "/api", "/assets", "/metrics", "/operation" };

    for (size_t i = 0; i < COUNT(elsewhere); i++) {
        const size_t len = strlen(elsewhere[i]);

        if (text_starts(url, elsewhere[i]) && (url[len] == '\0' || url[len] == '/'))
            return false;
    }
    return !strchr(strrchr(url, '/') ? strrchr(url, '/') : url, '.'); /* nor the name of a file */
}

bool static_reply(struct request *request)
{
    const char *url = request->url;
    const struct asset *asset;
    bool is_index;

    if (text_is(url, "/healthz") || text_is(url, "/api/health"))
        return send_health(request, true);
    if (text_is(url, "/readyz"))
        return send_health(request, is_ready(request));
    if (text_is(url, "/api/openapi.json")) {
        openapi_print(&request->ctx, &request->reply.body);
        return send_text(request, "application/json", "");
    }
    if (text_is(url, "/metrics") && request->is_local) {
        operation_metrics(request->ctx.ports->operations, &request->reply.body);
        cache_metrics(request->ctx.ports->cache, &request->reply.body);
        return send_text(request, "text/plain; version=0.0.4", "");
    }
    if (text_is(url, "/api/docs") || text_starts(url, "/api/docs/"))
        return send_docs(request, url + strlen("/api/docs"));
    if (text_starts(url, "/api/") || text_starts(url, "/operation/"))
        return false;
    is_index = text_is(url, "/index.html");
    asset = text_ends(url, ".html") ? NULL : asset_find(arena_printf(request->ctx.arena, "web%s", url));
    if (asset)
        send_asset(request, asset,
                   text_starts(url, "/assets/") ? "public, max-age=31536000, immutable" : "max-age=3600");
    else if (!is_index && !is_page(url))
        return false;
    return asset || send_index(request);
}
