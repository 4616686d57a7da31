/*
 * Against a peer that is scripted byte by byte: it takes one connection, reads a request's head, says its
 * text, closes.
 */
#include "packages/http/http.h"

#include "packages/core/test.h"
#include "packages/http/reach.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer {
    int listener;
    unsigned port;
    const char *says;
    size_t len;
    char heard[4096];
    pthread_t thread;
};

static void *play(void *of)
{
    struct peer *peer = of;
    const int fd = accept(peer->listener, NULL, NULL);
    size_t len = 0;

    if (fd < 0)
        return NULL;
    while (len < sizeof(peer->heard) - 1 && !strstr(peer->heard, "\r\n\r\n")) {
        const ssize_t n = recv(fd, peer->heard + len, sizeof(peer->heard) - 1 - len, 0);

        if (n <= 0)
            break;
        len += (size_t)n;
    }
    (void)send(fd, peer->says, peer->len, MSG_NOSIGNAL); /* the client may be gone by then */
    close(fd);
    return NULL;
}

static void end(void *of)
{
    struct peer *peer = of;

    shutdown(peer->listener, SHUT_RDWR);
    close(peer->listener);
    pthread_join(peer->thread, NULL);
}

static struct peer *peer_saying(struct ctx *ctx, const char *text, size_t len)
{
    struct peer *peer = arena_alloc(ctx->arena, sizeof(*peer));
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(in);

    peer->says = text;
    peer->len = len;
    peer->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&in, sizeof(in)), 0);
    assert_int_equal(listen(peer->listener, 4), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&in, &size), 0);
    peer->port = ntohs(in.sin_port);
    assert_int_equal(pthread_create(&peer->thread, NULL, play, peer), 0);
    arena_defer(ctx->arena, end, peer);
    return peer;
}

static void close_client(void *client)
{
    http_client_free(client);
}

static struct http_client *client_with(struct ctx *ctx, const struct http_options *options)
{
    struct http_client *client = http_client_new(options);

    arena_defer(ctx->arena, close_client, client);
    return client;
}

static struct http_reply ask(struct ctx *ctx, const struct peer *peer, struct http_request request)
{
    struct http_reply reply;

    request.url = arena_printf(ctx->arena, "http://127.0.0.1:%u/x", peer->port);
    assert_ok(http_send(ctx, client_with(ctx, NULL), &request, &reply));
    return reply;
}

static struct http_reply get(struct ctx *ctx, const char *answer)
{
    return ask(ctx, peer_saying(ctx, answer, strlen(answer)), (struct http_request){ .method = "GET" });
}

static void an_answer_comes_with_its_parts(void **state)
{
    const struct http_reply reply = get(test_ctx(state), "HTTP/1.1 429 No\r\nContent-Type: text/plain\r\n"
                                                         "Retry-After: 12\r\nContent-Length: 2\r\n\r\nhi");

    assert_int_equal(reply.fate, HTTP_ANSWERED);
    assert_int_equal(reply.status, 429);
    assert_int_equal(reply.retry_after_s, 12);
    assert_string_equal(reply.content_type, "text/plain");
    assert_string_equal((const char *)reply.body.at, "hi");
}

static void headers_that_are_of_interest_are_kept(void **state)
{
    static const char *const wants[] = { "X-Usage", "x-none", NULL };
    static const char answer[] = "HTTP/1.1 200 OK\r\nx-usage: {\"a\":1}\r\nContent-Length: 0\r\n\r\n";
    struct ctx *ctx = test_ctx(state);
    const struct http_reply reply = ask(ctx, peer_saying(ctx, answer, strlen(answer)),
                                        (struct http_request){ .method = "GET", .wants = wants });

    assert_string_equal(reply.got[0], "{\"a\":1}");
    assert_null(reply.got[1]);
}

static void a_silly_retry_after_is_none_or_bounded(void **state)
{
    static const struct {
        const char *value;
        unsigned seconds;
    } rows[] = { { "-5", 0 },  { "soon", 0 },
                 { "", 0 },    { "99999999999999999999", 604800 },
                 { "1.5", 1 }, { "Sun, 06 Nov 1994 08:49:37 GMT", 0 } };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = arena_printf(
            ctx->arena, "HTTP/1.1 503 No\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", rows[i].value);
        const struct http_reply reply = get(ctx, text);

        assert_int_equal(reply.status, 503);
        assert_true(reply.retry_after_s <= rows[i].seconds);
    }
}

static void the_request_arrives_as_it_was_meant(void **state)
{
    static const char *const headers[] = { "Authorization: Bearer t", NULL };
    struct ctx *ctx = test_ctx(state);
    struct peer *peer = peer_saying(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 38);
    const struct http_reply reply =
        ask(ctx, peer,
            (struct http_request){
                .method = "PATCH", .headers = headers, .body = { (const unsigned char *)"abc", 3 } });

    assert_int_equal(reply.status, 200);
    assert_true(text_starts(peer->heard, "PATCH /x HTTP/1.1\r\n"));
    assert_non_null(strstr(peer->heard, "Authorization: Bearer t\r\n"));
    assert_non_null(strstr(peer->heard, "Content-Length: 3\r\n"));
    assert_null(strstr(peer->heard, "Expect:"));
}

static size_t two_pieces(void *from, char *to, size_t room)
{
    int *n = from;

    assert_true(room >= 3);
    if ((*n)++ == 2)
        return 0;
    memcpy(to, "abc", 3);
    return 3;
}

static void a_body_can_be_made_while_it_is_sent(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct peer *peer = peer_saying(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 38);
    int n = 0;

    (void)ask(ctx, peer,
              (struct http_request){ .method = "POST", .produce = two_pieces, .produce_from = &n });
    assert_non_null(strstr(peer->heard, "Transfer-Encoding: chunked\r\n"));
}

static void nobody_listening_is_told_from_a_lost_answer(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct http_reply reply;

    assert_ok(http_send(ctx, client_with(ctx, NULL),
                        &(struct http_request){ .method = "POST", .url = "http://127.0.0.1:1/" }, &reply));
    assert_int_equal(reply.fate, HTTP_NOT_SENT);
    assert_non_null(reply.fault);
    reply = ask(ctx, peer_saying(ctx, "", 0), (struct http_request){ .method = "POST" });
    assert_int_equal(reply.fate, HTTP_LOST);
    reply = get(ctx, "\x16\x03\x01 not http at all");
    assert_int_equal(reply.fate, HTTP_LOST);
}

static void a_body_too_large_or_too_short_is_cut(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *text = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    struct http_reply reply;

    reply = ask(ctx, peer_saying(ctx, text, strlen(text)),
                (struct http_request){ .method = "GET", .most_bytes = 9 });
    assert_true(reply.is_cut && reply.fate == HTTP_ANSWERED && reply.body.size == 0);
    reply = get(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n0123456789");
    assert_true(reply.is_cut && reply.body.size == 0);
    reply = get(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n0123456789");
    assert_string_equal((const char *)reply.body.at, "0123");
}

static void the_deadline_ends_the_wait(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct http_reply reply;

    ctx->deadline = instant_add(ctx->now, 200000);
    reply =
        get(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234"); /* closes, so it is cut, not late */
    assert_true(reply.is_cut);
    ctx->deadline = instant_add(ctx->now, -1);
    reply = ask(ctx, peer_saying(ctx, "", 0), (struct http_request){ .method = "GET" });
    assert_int_not_equal(reply.fate, HTTP_ANSWERED);
}

static void a_redirect_is_an_answer_unless_asked_for(void **state)
{
    struct ctx *ctx = test_ctx(state);
    static const char *const headers[] = { "Authorization: Bearer t", NULL };
    struct peer *second = peer_saying(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 40);
    const char *text = arena_printf(
        ctx->arena, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%u/y\r\nContent-Length: 0\r\n\r\n",
        second->port);
    struct http_reply reply;

    assert_int_equal(get(ctx, text).status, 302);
    reply = ask(ctx, peer_saying(ctx, text, strlen(text)),
                (struct http_request){ .method = "GET", .headers = headers, .redirects = 1 });
    assert_int_equal(reply.status, 200);
    assert_true(text_starts(second->heard, "GET /y "));
    assert_null(strstr(second->heard, "Authorization"));
    reply = ask(ctx, peer_saying(ctx, text, strlen(text)),
                (struct http_request){ .method = "POST", .redirects = 1 });
    assert_int_equal(reply.status, 302);
}

static void addresses_that_may_not_be_asked_are_refused(void **state)
{
    static const char *const urls[] = {
        "ftp://example.com/",      "file:///etc/passwd", "http://user:pw@127.0.0.1/",
        "gopher://127.0.0.1:25/x", "not an address",     ""
    };
    struct ctx *ctx = test_ctx(state);
    struct http_reply reply;

    for (size_t i = 0; i < COUNT(urls); i++)
        assert_err(http_send(ctx, client_with(ctx, NULL),
                             &(struct http_request){ .method = "GET", .url = urls[i] }, &reply),
                   ERR_INVALID, "url");
    assert_err(http_send(ctx, client_with(ctx, &(struct http_options){ .public_only = true }),
                         &(struct http_request){ .method = "GET", .url = "http://example.com/" }, &reply),
               ERR_INVALID, "url");
}

/* Judged by the address that is connected to, so no spelling of it matters. */
static void closed_addresses_are_not_connected_to(void **state)
{
    static const char *const plain[] = { "http://192.0.2.1/", "http://0xa000001/", "http://[fe80::1]/" };
    static const char *const hidden[] = { "https://127.0.0.1/", "https://2130706433/",
                                          "https://0x7f.1/",    "https://localhost./",
                                          "https://[::1]/",     "https://[::ffff:10.0.0.1]/",
                                          "https://10.1.2.3/",  "https://169.254.169.254/latest" };
    struct ctx *ctx = test_ctx(state);
    struct http_reply reply;

    for (size_t i = 0; i < COUNT(plain); i++) {
        assert_ok(http_send(ctx, client_with(ctx, NULL),
                            &(struct http_request){ .method = "GET", .url = plain[i] }, &reply));
        assert_int_equal(reply.fate, HTTP_NOT_SENT);
    }
    for (size_t i = 0; i < COUNT(hidden); i++) {
        assert_ok(http_send(ctx, client_with(ctx, &(struct http_options){ .public_only = true }),
                            &(struct http_request){ .method = "GET", .url = hidden[i] }, &reply));
        assert_int_equal(reply.fate, HTTP_NOT_SENT);
    }
}

static bool allows(enum reach reach, const char *text)
{
    struct sockaddr_in in = { .sin_family = AF_INET };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return reach_allows(reach, (struct sockaddr *)&in);
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return reach_allows(reach, (struct sockaddr *)&in6);
}

static void blocks_of_addresses_end_where_they_should(void **state)
{
    static const char *const open[] = { "8.8.8.8",        "11.0.0.0",         "172.15.255.255",
                                        "172.32.0.0",     "100.63.255.255",   "100.128.0.0",
                                        "192.169.0.1",    "223.255.255.255",  "2001:4860:4860::8888",
                                        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1" };
    static const char *const closed[] = {
        "0.0.0.0",    "10.255.255.255",   "127.0.0.1",      "172.16.0.0",    "172.31.255.255",  "192.168.1.1",
        "100.64.0.1", "169.254.169.254",  "198.19.255.255", "224.0.0.1",     "255.255.255.255", "::",
        "::1",        "fe80::1",          "fec0::1",        "fd00::1",       "ff02::1",         "2001:db8::1",
        "2001::1",    "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "64:ff9b:1::1",    "::127.0.0.1"
    };

    (void)state;
    for (size_t i = 0; i < COUNT(open); i++)
        if (!allows(REACH_PUBLIC, open[i]))
            fail_msg("%s is public", open[i]);
    for (size_t i = 0; i < COUNT(closed); i++)
        if (allows(REACH_PUBLIC, closed[i]))
            fail_msg("%s isn't public", closed[i]);
    assert_true(allows(REACH_LOOPBACK, "127.9.9.9") && allows(REACH_LOOPBACK, "::1"));
    assert_false(allows(REACH_LOOPBACK, "128.0.0.1") || allows(REACH_LOOPBACK, "::2"));
}

static void an_address_of_this_machine_is_known_by_its_words(void **state)
{
    static const char *const here[] = { "http://127.0.0.1:8080", "http://localhost", "https://127.9.9.9/x",
                                        "http://[::1]:9/" };
    static const char *const elsewhere[] = { "",
                                             "127.0.0.1:9090",
                                             "https://datamanager.googleapis.com",
                                             "http://127.0.0.1.example.com",
                                             "http://127.0.0.1@example.com",
                                             "http://localhost.example.com",
                                             "http://10.0.0.1",
                                             "http://[::2]" };

    for (size_t i = 0; i < COUNT(here); i++)
        if (!http_is_here(test_ctx(state), here[i]))
            fail_msg("%s is here", here[i]);
    for (size_t i = 0; i < COUNT(elsewhere); i++)
        if (http_is_here(test_ctx(state), elsewhere[i]))
            fail_msg("%s isn't here", elsewhere[i]);
}

static void text_is_escaped_for_a_query(void **state)
{
    assert_string_equal(http_escape(test_ctx(state)->arena, "a b/\xc3\xa9&~-._="),
                        "a%20b%2F%C3%A9%26~-._%3D");
    assert_string_equal(http_escape(test_ctx(state)->arena, ""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_comes_with_its_parts),
        TEST(headers_that_are_of_interest_are_kept),
        TEST(a_silly_retry_after_is_none_or_bounded),
        TEST(the_request_arrives_as_it_was_meant),
        TEST(a_body_can_be_made_while_it_is_sent),
        TEST(nobody_listening_is_told_from_a_lost_answer),
        TEST(a_body_too_large_or_too_short_is_cut),
        TEST(the_deadline_ends_the_wait),
        TEST(a_redirect_is_an_answer_unless_asked_for),
        TEST(addresses_that_may_not_be_asked_are_refused),
        TEST(closed_addresses_are_not_connected_to),
        TEST(blocks_of_addresses_end_where_they_should),
        TEST(an_address_of_this_machine_is_known_by_its_words),
        TEST(text_is_escaped_for_a_query),
    };

    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
