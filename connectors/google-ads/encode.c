/*
 * Members are written by hand, straight into the buffer: no tree, no call a character. Room for the longest
 * member is asked for once a member, then pieces are copied behind a moving pointer.
 */
#include "connectors/google-ads/encode.h"

#include "packages/core/json.h"

#include <assert.h>
#include <string.h>

/* Two hex digits for each byte. */
#define PAIRS(a)                                                                                             \
    { a, '0' }, { a, '1' }, { a, '2' }, { a, '3' }, { a, '4' }, { a, '5' }, { a, '6' }, { a, '7' },          \
        { a, '8' }, { a, '9' }, { a, 'a' }, { a, 'b' }, { a, 'c' }, { a, 'd' }, { a, 'e' },                  \
    {                                                                                                        \
        a, 'f'                                                                                               \
    }
static const char hex_pairs[256][2] = {
    PAIRS('0'), PAIRS('1'), PAIRS('2'), PAIRS('3'), PAIRS('4'), PAIRS('5'), PAIRS('6'), PAIRS('7'),
    PAIRS('8'), PAIRS('9'), PAIRS('a'), PAIRS('b'), PAIRS('c'), PAIRS('d'), PAIRS('e'), PAIRS('f'),
};

/* Head and tail, three identifiers, their separators, and a postal code of which every character is escaped.
 */
enum { MEMBER_MOST_BYTES = 560 };

#define PUT(to, literal) put((to), (literal), sizeof(literal) - 1)

static inline char *put(char *to, const char *text, size_t len)
{
    memcpy(to, text, len);
    return to + len;
}

static inline char *put_hash(char *to, const unsigned char hash[SHA256_SIZE])
{
    for (size_t i = 0; i < SHA256_SIZE; i++)
        memcpy(to + 2 * i, hex_pairs[hash[i]], 2);
    return to + 2 * SHA256_SIZE;
}

static char *put_text(char *to, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    return to;
}

static char *put_address(char *to, const struct identified *member)
{
    to = PUT(to, "{\"address\":{\"givenName\":\"");
    to = put_hash(to, member->first_name);
    to = PUT(to, "\",\"familyName\":\"");
    to = put_hash(to, member->last_name);
    to = PUT(to, "\",\"regionCode\":\"");
    to = put_text(to, member->country);
    to = PUT(to, "\",\"postalCode\":\"");
    to = put_text(to, member->postal_code);
    return PUT(to, "\"}},");
}

/* Each identifier ends with a comma; the last one's gives way to what closes the list. */
static char *put_member(char *to, const struct identified *member)
{
    to = PUT(to, "{\"userData\":{\"userIdentifiers\":[");
    if (member->has & ID_EMAIL) {
        to = PUT(to, "{\"emailAddress\":\"");
        to = put_hash(to, member->email);
        to = PUT(to, "\"},");
    }
    if (member->has & ID_PHONE) {
        to = PUT(to, "{\"phoneNumber\":\"");
        to = put_hash(to, member->phone);
        to = PUT(to, "\"},");
    }
    if (member->has & ID_ADDRESS)
        to = put_address(to, member);
    return PUT(to - 1, "]}},");
}

static void put_members(const struct platform_batch *batch, struct buf *to)
{
    for (size_t i = 0; i < batch->n_members; i++) {
        const struct identified *member = &batch->members[i];
        char *room = buf_room(to, MEMBER_MOST_BYTES);

        assert(room && member->has);
        to->len += (size_t)(put_member(room, member) - room);
    }
    to->len -= batch->n_members > 0; /* the comma behind the last */
}

static void write_account(struct json_writer *json, const char *key, const char *id)
{
    json_key(json, key);
    json_open(json, '{');
    json_key(json, "accountType");
    json_text(json, "GOOGLE_ADS");
    json_key(json, "accountId");
    json_text(json, id);
    json_shut(json, '}');
}

static void write_destination(struct json_writer *json, const struct platform_account *account,
                              const char *list_id)
{
    json_key(json, "destinations");
    json_open(json, '[');
    json_open(json, '{');
    json_key(json, "reference");
    json_text(json, "list");
    write_account(json, "operatingAccount", account->external_id);
    if (account->login_id)
        write_account(json, "loginAccount", account->login_id);
    json_key(json, "productDestinationId");
    json_text(json, list_id);
    json_shut(json, '}');
    json_shut(json, ']');
}

/* Nobody without both consents gets this far, so they are said once, for the whole request. */
static void write_grant(struct json_writer *json)
{
    json_key(json, "consent");
    json_open(json, '{');
    json_key(json, "adUserData");
    json_text(json, "CONSENT_GRANTED");
    json_key(json, "adPersonalization");
    json_text(json, "CONSENT_GRANTED");
    json_shut(json, '}');
    json_key(json, "termsOfService");
    json_open(json, '{');
    json_key(json, "customerMatchTermsOfServiceStatus");
    json_text(json, "ACCEPTED");
    json_shut(json, '}');
}

void batch_encode(const struct platform_account *account, const struct platform_batch *batch, struct buf *to)
{
    struct json_writer json = json_to(to);

    assert(batch->n_members <= BATCH_MOST_MEMBERS && to->limit >= BATCH_MOST_BYTES);
    json_open(&json, '{');
    write_destination(&json, account, batch->list_id);
    json_key(&json, "encoding");
    json_text(&json, "HEX");
    if (batch->act == PLATFORM_ADD)
        write_grant(&json);
    json_key(&json, "audienceMembers");
    json_open(&json, '[');
    put_members(batch, to);
    json_shut(&json, ']');
    json_shut(&json, '}');
}
