/*
 * One easy handle a client: libcurl keeps its connections in there. Everything that differs from one request
 * to the next is set anew each time (curl_easy_reset keeps the connections).
 */
#include "packages/http/http.h"

#include "packages/core/text.h"
#include "packages/http/reach.h"

#include <arpa/inet.h>
#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOW_BYTES_S = 1024,
    CONNECT_TIMEOUT_S = 10,
    MOST_RETRY_AFTER_S = 7 * 86400,
    UPLOAD_CHUNK = 512 * 1024
};

struct http_client {
    CURL *easy;
    bool allow_plain, public_only;
    char *ca_file;
    enum reach reach; /* of the request under way */
};

/* What the callbacks of one transfer share. */
struct transfer {
    const struct http_request *request;
    size_t n_sent; /* of the request's body */
    struct buf body;
};

struct http_client *http_client_new(const struct http_options *options)
{
    struct http_client *client = calloc(1, sizeof(*client));

    if (!client)
        abort();
    if (options) {
        client->allow_plain = options->allow_plain;
        client->public_only = options->public_only;
        client->ca_file = options->ca_file ? strdup(options->ca_file) : NULL;
    }
    client->easy = curl_easy_init();
    if (!client->easy)
        abort();
    return client;
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->easy);
    free(client->ca_file);
    free(client);
}

/* --- callbacks --- */

static size_t on_body(char *bytes, size_t size, size_t n, void *to)
{
    struct transfer *transfer = to;

    buf_add(&transfer->body, bytes, size * n);
    return transfer->body.is_full ? 0 : size * n;
}

/* A body is handed over piece by piece and can't be rewound. So libcurl, which otherwise sends a request
 * again by itself when a connection that it had kept turns out broken, must report it: only the caller knows
 * whether twice is harmless. */
static size_t on_send(char *to, size_t size, size_t n, void *from)
{
    struct transfer *transfer = from;
    const struct http_request *request = transfer->request;
    const size_t left = request->body.size - transfer->n_sent;
    const size_t piece = left < size * n ? left : size * n;

    if (request->produce)
        return request->produce(request->produce_from, to, size * n);
    if (piece > 0)
        memcpy(to, request->body.at + transfer->n_sent, piece);
    transfer->n_sent += piece;
    return piece;
}

static curl_socket_t on_socket(void *of, curlsocktype purpose, struct curl_sockaddr *address)
{
    const struct http_client *client = of;

    (void)purpose;
    if (!reach_allows(client->reach, &address->addr))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- what may be asked --- */

static const char *part(struct ctx *ctx, CURLU *url, CURLUPart what)
{
    char *text = NULL;
    const char *copy;

    if (curl_url_get(url, what, &text, 0) != CURLUE_OK)
        return NULL;
    copy = arena_text(ctx->arena, text);
    curl_free(text);
    return copy;
}

static struct err *judged(struct ctx *ctx, struct http_client *client, CURLU *url)
{
    const char *scheme = part(ctx, url, CURLUPART_SCHEME);
    const bool is_plain = text_is(scheme, "http");

    if (!is_plain && !text_is(scheme, "https"))
        return err_new(ctx, ERR_INVALID, "url", "only http and https addresses are asked");
    if (part(ctx, url, CURLUPART_USER) || part(ctx, url, CURLUPART_PASSWORD))
        return err_new(ctx, ERR_INVALID, "url", "an address may not hold a user or a password");
    if (is_plain && client->public_only)
        return err_new(ctx, ERR_INVALID, "url", "this address must be https");
    client->reach = client->public_only                ? REACH_PUBLIC
                    : is_plain && !client->allow_plain ? REACH_LOOPBACK
                                                       : REACH_ANY;
    return NULL;
}

static struct err *judge(struct ctx *ctx, struct http_client *client, const char *address)
{
    CURLU *url = curl_url();
    struct err *err;

    if (!url)
        abort();
    if (curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK)
        err = judged(ctx, client, url);
    else
        err = err_new(ctx, ERR_INVALID, "url", "not an address that can be asked");
    curl_url_cleanup(url);
    return err;
}

/* Milliseconds that the request may take. Both ends are of the context's clock, so a test's fixed one works
 * too. */
static long time_left_ms(const struct ctx *ctx, const struct http_request *request)
{
    const int64_t most = (int64_t)(request->timeout_s ? request->timeout_s : HTTP_TIMEOUT_S) * 1000;
    int64_t left;

    if (!ctx->deadline.us)
        return (long)most;
    left = (ctx->deadline.us - ctx->now.us) / 1000;
    if (left < 1)
        left = 1;
    return (long)(left < most ? left : most);
}

/* --- one hop --- */

static void set_limits(const struct ctx *ctx, CURL *easy, const struct http_request *request)
{
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, time_left_ms(ctx, request));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_S);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)(request->slow_s ? request->slow_s : HTTP_SLOW_S));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
}

static void set_target(struct http_client *client, const char *url)
{
    CURL *easy = client->easy;

    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "random-truffle");
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, client);
    if (client->reach != REACH_ANY)
        curl_easy_setopt(easy, CURLOPT_PROXY,
                         ""); /* or the proxy's address would be judged, not the target's */
    if (client->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, client->ca_file);
}

static void set_body(CURL *easy, struct transfer *transfer)
{
    const struct http_request *request = transfer->request;

    if (text_is(request->method, "HEAD"))
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (request->produce || request->body.size || text_is(request->method, "POST")) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         request->produce ? -1 : (curl_off_t)request->body.size);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_send);
        curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)UPLOAD_CHUNK);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
}

static struct curl_slist *header_list(const struct http_request *request, bool with_headers)
{
    /* Without the first a large body waits up to a second for "100 Continue". */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    if (list && request->produce)
        list = curl_slist_append(list, "Transfer-Encoding: chunked");
    for (size_t i = 0; list && with_headers && request->headers && request->headers[i]; i++)
        list = curl_slist_append(list, request->headers[i]);
    if (!list)
        abort();
    return list;
}

static const char *fault_words(CURLcode code)
{
    static const struct {
        CURLcode code;
        const char *words;
    } words[] = {
        { CURLE_COULDNT_RESOLVE_HOST, "the host has no address" },
        { CURLE_COULDNT_CONNECT, "no connection could be made" },
        { CURLE_OPERATION_TIMEDOUT, "timed out" },
        { CURLE_GOT_NOTHING, "the connection was closed without an answer" },
        { CURLE_RECV_ERROR, "the connection was reset" },
        { CURLE_SEND_ERROR, "the connection was reset" },
        { CURLE_SEND_FAIL_REWIND, "the connection was reset" },
        { CURLE_SSL_CONNECT_ERROR, "no secure connection could be made" },
        { CURLE_PEER_FAILED_VERIFICATION, "the certificate is not trusted" },
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i].code == code)
            return words[i].words;
    return "the answer can't be read";
}

static void tell_fate(CURL *easy, CURLcode code, struct transfer *transfer, struct http_reply *reply)
{
    const bool ended_early =
        code == CURLE_PARTIAL_FILE || (code == CURLE_WRITE_ERROR && transfer->body.is_full);
    long status = 0, sent = 0;

    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
    reply->status = (int)status;
    reply->is_cut = ended_early;
    if (status && (code == CURLE_OK || ended_early)) {
        reply->fate = HTTP_ANSWERED;
        return;
    }
    reply->fate = sent > 0 ? HTTP_LOST : HTTP_NOT_SENT;
    reply->fault = fault_words(code);
    reply->is_untrusted = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR;
}

static const char *const *wanted_headers(struct ctx *ctx, CURL *easy, const char *const *wants)
{
    struct curl_header *header;
    const char **got;
    size_t n = 0;

    while (wants && wants[n])
        n++;
    got = arena_alloc(ctx->arena, (n + 1) * sizeof(*got));
    for (size_t i = 0; i < n; i++)
        if (curl_easy_header(easy, wants[i], 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
            got[i] = arena_text(ctx->arena, header->value);
    return got;
}

static void read_reply(struct ctx *ctx, CURL *easy, struct transfer *transfer, struct http_reply *reply)
{
    curl_off_t retry_after = 0;
    const char *type = NULL;

    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    if (retry_after > MOST_RETRY_AFTER_S)
        retry_after = MOST_RETRY_AFTER_S;
    reply->retry_after_s = retry_after > 0 ? (unsigned)retry_after : 0;
    reply->content_type = type ? arena_text(ctx->arena, type) : "";
    reply->got = wanted_headers(ctx, easy, transfer->request->wants);
    reply->body = (struct bytes){ (const unsigned char *)"", 0 };
    if (reply->fate == HTTP_ANSWERED && !reply->is_cut && transfer->body.len)
        reply->body = (struct bytes){ (const unsigned char *)transfer->body.at, transfer->body.len };
}

/* `*next` is where a redirect points to, or NULL. */
static void run(struct ctx *ctx, struct http_client *client, const char *url, bool with_headers,
                struct transfer *transfer, struct http_reply *reply, const char **next)
{
    struct curl_slist *headers = header_list(transfer->request, with_headers);
    const char *location = NULL;
    CURLcode code;

    curl_easy_reset(client->easy);
    set_limits(ctx, client->easy, transfer->request);
    set_target(client, url);
    set_body(client->easy, transfer);
    curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, headers);
    code = curl_easy_perform(client->easy);
    *reply = (struct http_reply){ 0 };
    tell_fate(client->easy, code, transfer, reply);
    read_reply(ctx, client->easy, transfer, reply);
    curl_easy_getinfo(client->easy, CURLINFO_REDIRECT_URL, &location);
    *next = arena_text(ctx->arena, location);
    curl_slist_free_all(headers);
}

/* Scheme, host and port: what a bearer token may be shown to again. */
static bool is_same_origin(const char *a, const char *b)
{
    const char *path_a = strstr(a, "://"), *path_b = strstr(b, "://");
    size_t len_a, len_b;

    if (!path_a || !path_b)
        return false;
    len_a = (size_t)(path_a - a) + 3 + strcspn(path_a + 3, "/?#");
    len_b = (size_t)(path_b - b) + 3 + strcspn(path_b + 3, "/?#");
    return len_a == len_b && strncmp(a, b, len_a) == 0;
}

struct err *http_send(struct ctx *ctx, struct http_client *client, const struct http_request *request,
                      struct http_reply *reply)
{
    const size_t limit = request->most_bytes ? request->most_bytes : HTTP_MOST_BYTES;
    unsigned hops = text_is(request->method, "GET") ? request->redirects : 0;
    const char *url = request->url, *next;
    struct http_reply got;
    struct err *err;

    assert(hops <= HTTP_MOST_REDIRECTS && !(request->produce && request->body.size));
    for (;;) {
        struct transfer transfer = { .request = request, .body = buf_in(ctx->arena, limit) };

        err = judge(ctx, client, url);
        if (err)
            return err;
        run(ctx, client, url, is_same_origin(request->url, url), &transfer, &got, &next);
        if (!next || hops == 0)
            break;
        hops--;
        url = next;
    }
    *reply = got;
    return NULL;
}

const char *http_escape(struct arena *arena, const char *text)
{
    struct buf out = buf_in(arena, strlen(text) * 3 + 1);

    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))
            buf_char(&out, *text);
        else
            buf_printf(&out, "%%%02X", c);
    }
    return buf_str(&out);
}

bool http_is_here(struct ctx *ctx, const char *address)
{
    CURLU *url = curl_url();
    const char *host;
    struct in_addr four;

    if (!url)
        abort();
    host = curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK ? part(ctx, url, CURLUPART_HOST) : NULL;
    curl_url_cleanup(url);
    return text_is(host, "localhost") || text_is(host, "[::1]") ||
           (host && inet_pton(AF_INET, host, &four) == 1 && ntohl(four.s_addr) >> 24 == 127);
}
