#include "domain/activation/sealed.h"

#include "domain/activation/ledger.sql.h"
#include "packages/store/store.h"
#include "packages/vault/vault.h"

#include <string.h>

/* --- packed: key, flags, then what the flags name --- */

enum { OLD_ADDRESS = 4, MOST_PACKED = 256 };

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

static unsigned char *pack(unsigned char *at, const unsigned char *key, const struct identified *member)
{
    at = put(at, key, MEMBER_KEY_SIZE);
    *at++ = (unsigned char)member->has;
    if (member->has & ID_EMAIL)
        at = put(at, member->email, SHA256_SIZE);
    if (member->has & ID_PHONE)
        at = put(at, member->phone, SHA256_SIZE);
    if (member->has & ID_FIRST_NAME)
        at = put(at, member->first_name, SHA256_SIZE);
    if (member->has & ID_LAST_NAME)
        at = put(at, member->last_name, SHA256_SIZE);
    if (member->has & ID_COUNTRY)
        at = put(at, member->country, sizeof(member->country));
    if (member->has & ID_POSTAL_CODE)
        at = put(at, member->postal_code, sizeof(member->postal_code));
    return at;
}

static const unsigned char *take(const unsigned char *at, void *bytes, size_t size)
{
    memcpy(bytes, at, size);
    return at + size;
}

static const unsigned char *unpack(const unsigned char *at, unsigned char *key, struct identified *out)
{
    *out = (struct identified){ 0 };
    at = take(at, key, MEMBER_KEY_SIZE);
    out->has = *at++;
    if (out->has & OLD_ADDRESS)
        out->has = (out->has & ~(unsigned)OLD_ADDRESS) | ID_ADDRESS;
    if (out->has & ID_EMAIL)
        at = take(at, out->email, SHA256_SIZE);
    if (out->has & ID_PHONE)
        at = take(at, out->phone, SHA256_SIZE);
    if (out->has & ID_FIRST_NAME)
        at = take(at, out->first_name, SHA256_SIZE);
    if (out->has & ID_LAST_NAME)
        at = take(at, out->last_name, SHA256_SIZE);
    if (out->has & ID_COUNTRY)
        at = take(at, out->country, sizeof(out->country));
    if (out->has & ID_POSTAL_CODE)
        at = take(at, out->postal_code, sizeof(out->postal_code));
    return at;
}

/* Both in the order of keys; who is in both is packed anew. */
static struct bytes pack_all(struct arena *arena, const struct batch *batch, struct bytes before)
{
    unsigned char *packed = arena_alloc(arena, batch->n_sends * MOST_PACKED + before.size + 1), *to = packed;
    const unsigned char *old = before.at, *end = before.at + before.size;
    unsigned char key[MEMBER_KEY_SIZE];
    struct identified member;

    for (size_t i = 0; i < batch->n_sends; i++) {
        const unsigned char *own = batch->rows[i].member_key.at;

        while (old < end && memcmp(old, own, MEMBER_KEY_SIZE) <= 0) {
            old = unpack(old, key, &member);
            if (memcmp(key, own, MEMBER_KEY_SIZE) != 0)
                to = pack(to, key, &member);
        }
        to = pack(to, own, &batch->sends[i]);
    }
    if (old < end)
        to = put(to, old, (size_t)(end - old));
    return (struct bytes){ packed, (size_t)(to - packed) };
}

/* --- sealed --- */

struct sealed_copy {
    struct bytes sealed;
    const char *push_id;
    int64_t number;
    struct bytes packed;
    const unsigned char *at; /* behind the member that was found last */
};
static const struct field copy_fields[] = { FIELD(sealed_copy, sealed, "") };
static const struct shape copy_shape = SHAPE(sealed_copy, copy_fields, "A sealed copy.");

static const char *name_of(struct ctx *ctx, const char *push_id, int64_t number)
{
    return arena_printf(ctx->arena, "push_batches.sealed.%s.%lld", push_id, (long long)number);
}

static struct err *open_copy(struct ctx *ctx, struct sealed_copy *copy)
{
    struct err *err;

    err = store_one(ctx, &sql_batch_sealed, WITH(ARG("push_id", copy->push_id), ARG("number", copy->number)),
                    (struct out){ &copy_shape, copy });
    if (err || !copy->sealed.size)
        return err;
    if (!unseal(ctx, vault_key(ctx->ports->vault, VAULT_LEDGER), copy->sealed,
                name_of(ctx, copy->push_id, copy->number), &copy->packed))
        return err_new(ctx, ERR_INTERNAL, NULL, "the sealed copy of batch %lld can't be opened",
                       (long long)copy->number);
    copy->at = copy->packed.at;
    return NULL;
}

struct err *push_seal(struct ctx *ctx, const char *push_id, const struct batch *batch, bool is_redo,
                      struct bytes *out)
{
    struct sealed_copy before = { .push_id = push_id, .number = batch->number };
    struct bytes packed;
    struct err *err = is_redo ? open_copy(ctx, &before) : NULL;

    if (err)
        return err;
    packed = pack_all(ctx->arena, batch, before.packed);
    *out = packed.size ? seal(ctx, vault_key(ctx->ports->vault, VAULT_LEDGER), packed,
                              name_of(ctx, push_id, batch->number))
                       : (struct bytes){ NULL, 0 };
    return NULL;
}

static struct err *copy_of(struct ctx *ctx, struct sealed_copies *copies, const struct on_list *row,
                           struct sealed_copy **out)
{
    for (size_t i = 0; i < copies->n; i++) {
        *out = &copies->items[i];
        if ((*out)->number == row->batch && text_is((*out)->push_id, row->push_id))
            return NULL;
    }
    *out = ARENA_PUSH(ctx->arena, copies->items, copies->n);
    **out = (struct sealed_copy){ .push_id = row->push_id, .number = row->batch };
    return open_copy(ctx, *out);
}

struct err *push_unseal(struct ctx *ctx, struct sealed_copies *copies, const struct on_list *row,
                        struct identified *out)
{
    unsigned char key[MEMBER_KEY_SIZE];
    struct sealed_copy *copy = NULL;
    struct err *err = copy_of(ctx, copies, row, &copy);

    if (err)
        return err;
    while (copy->at < copy->packed.at + copy->packed.size) {
        copy->at = unpack(copy->at, key, out);
        if (memcmp(key, row->member_key.at, MEMBER_KEY_SIZE) == 0)
            return NULL;
    }
    return err_new(ctx, ERR_INTERNAL, NULL, "a member on the list is missing in its batch's sealed copy");
}
