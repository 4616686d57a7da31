/*
 * Destinations that aren't an ad platform: an address of somebody's own, and files. A real HTTP server
 * (libmicrohttpd) stands for the address.
 */
#include "domain/accounts/accounts.h"
#include "domain/activation/activation.h"
#include "packages/core/settings.h"
#include "packages/core/test.h"
#include "tests/testing/pushes.h"

#include <dirent.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "canary"

/* --- an address --- */

struct receiver {
    struct MHD_Daemon *daemon;
    struct arena *arena;
    int requests, members, bad_signatures, repeats;
    char last_key[64];
};

struct received {
    struct buf body;
};

static bool is_signed(struct receiver *receiver, struct MHD_Connection *connection, const struct buf *body)
{
    const struct secret key = { (unsigned char *)(uintptr_t)SECRET, strlen(SECRET) };
    const char *timestamp = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Truffle-Timestamp");
    const char *signature = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Truffle-Signature");
    const char *text = arena_printf(receiver->arena, "%s.%s", timestamp ? timestamp : "", buf_str(body));
    unsigned char digest[SHA256_SIZE];

    hmac_sha256(&key, text, strlen(text), digest);
    return signature && strcmp(signature, arena_printf(receiver->arena, "sha256=%s",
                                                       hex_text(receiver->arena, digest, SHA256_SIZE))) == 0;
}

/* The third member of each addition is turned down. */
static const char *take(struct receiver *receiver, struct MHD_Connection *connection, const struct buf *body)
{
    const char *key = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Idempotency-Key");
    const bool is_addition = strstr(buf_str(body), "\"act\":\"add\"") != NULL;

    receiver->requests++;
    receiver->bad_signatures += !is_signed(receiver, connection, body);
    receiver->repeats += key && strcmp(key, receiver->last_key) == 0;
    snprintf(receiver->last_key, sizeof(receiver->last_key), "%s", key ? key : "");
    for (const char *at = buf_str(body); (at = strstr(at, "\"email_sha256\"")) != NULL; at++)
        receiver->members += is_addition ? 1 : -1;
    return is_addition ? "{\"rejected\":[{\"index\":2,\"reason\":\"unknown\"}]}" : "{}";
}

static enum MHD_Result answer(void *of, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data, size_t *size,
                              void **state)
{
    struct receiver *receiver = of;
    struct received *received = *state;
    struct MHD_Response *response;
    const char *text;
    enum MHD_Result result;

    (void)url;
    (void)method;
    (void)version;
    if (!received) {
        received = arena_alloc(receiver->arena, sizeof(*received));
        received->body = buf_in(receiver->arena, 4 * 1024 * 1024);
        *state = received;
        return MHD_YES;
    }
    if (*size) {
        buf_add(&received->body, data, *size);
        *size = 0;
        return MHD_YES;
    }
    text = take(receiver, connection, &received->body);
    response = MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

static void stop(void *of)
{
    struct receiver *receiver = of;

    MHD_stop_daemon(receiver->daemon);
    arena_free(receiver->arena);
}

static const char *start(struct world *world, struct receiver *receiver)
{
    const union MHD_DaemonInfo *info;

    receiver->arena = arena_new();
    receiver->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, receiver, MHD_OPTION_END);
    assert_non_null(receiver->daemon);
    arena_defer(world->test->arena, stop, receiver);
    info = MHD_get_daemon_info(receiver->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return arena_printf(world->test->arena, "http://127.0.0.1:%u/lists", info->port);
}

static struct push pushed_to(struct world *world, const char *account)
{
    const struct push *push = called(world, world->ana, &activation_operations[ACTIVATION_PUSH],
                                     json_pack("{ssss}", "id", world->audience, "account", account));

    push = called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                  json_pack("{ssss}", "id", push->id, "digest", push->digest));
    return run_to_the_end(world, push->id);
}

static const char *connect_account(struct world *world, const char *platform, const char *id)
{
    return ((struct account *)called(world, NULL, &account_operations[ACCOUNT_ADD],
                                     json_pack("{ssssssss}", "platform", platform, "external_id", id, "name",
                                               "Ours", "access_token", SECRET)))
        ->id;
}

static void an_address_gets_signed_batches_and_says_of_each_row(void **state)
{
    struct world world = open_world(state);
    struct receiver *receiver = arena_alloc(world.test->arena, sizeof(*receiver));
    const int batches = CUSTOMERS / BATCH;
    struct push push;

    memset(receiver, 0, sizeof(*receiver));
    push = pushed_to(&world, connect_account(&world, "webhook", start(&world, receiver)));
    assert_int_equal(push.state, PUSH_PARTLY_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS - batches);
    assert_int_equal(push.receipt->rejected, batches);
    assert_true(push.receipt->adds_up);
    assert_int_equal(receiver->requests, batches);
    assert_int_equal(receiver->members, CUSTOMERS);
    assert_int_equal(receiver->bad_signatures, 0);
    assert_int_equal(receiver->repeats, 0);
}

static void an_address_of_a_private_network_is_refused(void **state)
{
    struct world world = open_world(state);
    struct err *err = call(&world, NULL, &account_operations[ACCOUNT_ADD],
                           json_pack("{ssssssss}", "platform", "webhook", "external_id",
                                     "http://example.com/lists", "name", "Ours", "access_token", SECRET),
                           arena_alloc(world.test->arena, sizeof(struct account)));
    struct push push;

    assert_true(err_is(err, ERR_INVALID)); /* plain http */
    push = pushed_to(&world, connect_account(&world, "webhook", "https://10.0.0.1/lists"));
    assert_int_equal(push.state, PUSH_FAILED);
    assert_int_equal(push.receipt->sent, 0);
    assert_int_equal(push.receipt->audience, CUSTOMERS);
    assert_true(push.receipt->adds_up);
}

/* --- files --- */

static int lines_below(const char *folder, const char *prefix)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        char path[1024], line[1024];
        FILE *file;

        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        file = fopen(path, "re");
        assert_non_null(file);
        for (int i = 0; fgets(line, sizeof(line), file); i++)
            n += i > 0; /* below the header */
        fclose(file);
    }
    closedir(dir);
    return n;
}

static void files_hold_who_was_sent_and_who_left(void **state)
{
    struct world world = open_world(state);
    const char *account = connect_account(&world, "csv", "crm");
    struct push push = pushed_to(&world, account);
    const char *folder = arena_printf(world.test->arena, "%s/exports/crm/truffle-%s",
                                      world.app->settings.data, world.audience);

    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_int_equal(lines_below(folder, "add-"), CUSTOMERS);
    world.now = instant_now();
    say(&world, 5, "withdrawn");
    push = pushed_to(&world, account);
    assert_int_equal(push.receipt->no_consent, 1);
    assert_int_equal(lines_below(folder, "remove-"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_gets_signed_batches_and_says_of_each_row),
        TEST(an_address_of_a_private_network_is_refused),
        TEST(files_hold_who_was_sent_and_who_left),
    };

    return cmocka_run_group_tests_name("destinations", tests, NULL, NULL);
}
