/*
 * A row a person, a cell a key of the schema; keys that nobody in the batch has are left out. Rows are
 * written by hand, straight into the buffer: no tree, no call a character.
 */
#include "connectors/meta/inner.h"

#include <assert.h>
#include <string.h>

enum { N_KEYS = 6, CELL_BYTES = 2 * SHA256_SIZE + 3, ROW_BYTES = N_KEYS * CELL_BYTES + 3 };

static const struct key_row {
    const char *key;
    enum identifier identifier;
} keys[N_KEYS] = {
    { "EMAIL", ID_EMAIL },  { "PHONE", ID_PHONE },     { "FN", ID_FIRST_NAME },
    { "LN", ID_LAST_NAME }, { "ZIP", ID_POSTAL_CODE }, { "COUNTRY", ID_COUNTRY },
};

static unsigned keys_of(const struct platform_batch *batch)
{
    unsigned has = 0;

    for (size_t i = 0; i < batch->n_members; i++)
        has |= batch->members[i].has;
    return has;
}

/* The hash of one cell; false when the member has none. */
static bool cell_of(const struct identified *member, enum identifier identifier, struct hasher *hasher,
                    unsigned char out[SHA256_SIZE])
{
    if (!(member->has & identifier))
        return false;
    switch (identifier) {
    case ID_EMAIL:
        memcpy(out, member->email, SHA256_SIZE);
        break;
    case ID_PHONE:
        memcpy(out, member->phone, SHA256_SIZE);
        break;
    case ID_FIRST_NAME:
        memcpy(out, member->first_name, SHA256_SIZE);
        break;
    case ID_LAST_NAME:
        memcpy(out, member->last_name, SHA256_SIZE);
        break;
    case ID_COUNTRY:
        hasher_run(hasher, member->country, strlen(member->country), out);
        break;
    case ID_POSTAL_CODE:
        hasher_run(hasher, member->postal_code, strlen(member->postal_code), out);
        break;
    case ID_ADDRESS:
        return false; /* no cell of its own */
    }
    return true;
}

static char *put_hash(char *to, const unsigned char hash[SHA256_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < SHA256_SIZE; i++) {
        *to++ = digits[hash[i] >> 4];
        *to++ = digits[hash[i] & 15];
    }
    return to;
}

/* Each cell ends with a comma; the last one's gives way to the bracket. */
static char *put_row(char *to, const struct identified *member, unsigned has, struct hasher *hasher)
{
    unsigned char hash[SHA256_SIZE];

    *to++ = '[';
    for (size_t i = 0; i < N_KEYS; i++) {
        if (!(has & keys[i].identifier))
            continue;
        *to++ = '"';
        if (cell_of(member, keys[i].identifier, hasher, hash))
            to = put_hash(to, hash);
        *to++ = '"';
        *to++ = ',';
    }
    to[-1] = ']';
    *to++ = ',';
    return to;
}

static void put_rows(const struct platform_batch *batch, unsigned has, struct hasher *hasher, struct buf *to)
{
    for (size_t i = 0; i < batch->n_members; i++) {
        char *room = buf_room(to, ROW_BYTES);

        assert(room);
        to->len += (size_t)(put_row(room, &batch->members[i], has, hasher) - room);
    }
    to->len -= batch->n_members > 0; /* the comma behind the last */
}

static void put_payload(const struct platform_batch *batch, unsigned has, struct hasher *hasher,
                        struct buf *to)
{
    buf_text(to, "{\"schema\":[");
    for (size_t i = 0, n = 0; i < N_KEYS; i++)
        if (has & keys[i].identifier)
            buf_printf(to, "%s\"%s\"", n++ ? "," : "", keys[i].key);
    buf_text(to, "],\"data\":[");
    put_rows(batch, has, hasher, to);
    buf_text(to, "]}");
}

/* The same act on the same people of the same list is the same session: a second sending isn't a second
 * upload. Whole numbers of JSON are exact to 53 bits. */
static uint64_t session_of(const struct platform_batch *batch, const char *payload, size_t len,
                           struct hasher *hasher)
{
    unsigned char digests[2][SHA256_SIZE] = { 0 };
    uint64_t session = 0;

    hasher_run(hasher, batch->list_id, strlen(batch->list_id), digests[0]);
    hasher_run(hasher, payload, len, digests[1]);
    digests[0][0] ^= batch->act == PLATFORM_REMOVE;
    hasher_run(hasher, digests, sizeof(digests), digests[0]);
    memcpy(&session, digests[0], sizeof(session));
    session &= (UINT64_C(1) << META_SESSION_BITS) - 1;
    return session ? session : 1;
}

void meta_encode(const struct platform_account *account, const struct platform_batch *batch,
                 struct hasher *hasher, struct buf *to, uint64_t *session)
{
    const unsigned has = keys_of(batch);
    struct json_writer json = meta_body(to, account);
    size_t from;

    assert(batch->n_members > 0 && batch->n_members <= META_MOST_MEMBERS && to->limit >= META_MOST_BYTES);
    if (batch->act == PLATFORM_REMOVE) { /* by POST: a DELETE has everything in its address */
        json_key(&json, "method");
        json_text(&json, "delete");
    }
    json_key(&json, "payload");
    from = to->len;
    put_payload(batch, has, hasher, to);
    *session = session_of(batch, to->at + from, to->len - from, hasher);
    buf_printf(to,
               ",\"session\":{\"session_id\":%llu,\"batch_seq\":1,\"last_batch_flag\":true,"
               "\"estimated_num_total\":%zu}}",
               (unsigned long long)*session, batch->n_members);
}

bool meta_find_cell(const struct platform_batch *batch, struct hasher *hasher, const char *cell, size_t from,
                    size_t *member)
{
    unsigned char wanted[SHA256_SIZE], hash[SHA256_SIZE];

    if (!hex_parse(cell, wanted, sizeof(wanted)))
        return false;
    for (size_t i = from; i < batch->n_members; i++)
        for (size_t k = 0; k < N_KEYS; k++)
            if (cell_of(&batch->members[i], keys[k].identifier, hasher, hash) &&
                memcmp(wanted, hash, SHA256_SIZE) == 0) {
                *member = i;
                return true;
            }
    return false;
}
