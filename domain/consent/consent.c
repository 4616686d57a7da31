#include "domain/consent/consent.h"

#include "domain/consent/consent.sql.h"
#include "domain/consent/registry.h"
#include "packages/queue/queue.h"
#include "packages/store/store.h"
#include "packages/vault/vault.h"

#include <assert.h>
#include <string.h>

static const char *const type_words[] = { "", "ad_user_data", "ad_personalization", "email", NULL };
static const char *const state_words[] = { "", "granted", "withdrawn", NULL };
static const char *const identifier_words[] = { "", "email", "phone", "customer_id", NULL };

static const struct field new_fields[] = {
    FIELD(consent_new, identifier_type, "What the identifier is.", .words = identifier_words),
    FIELD(consent_new, identifier, "Hashed on arrival; kept nowhere.", .min = 1, .max = 320),
    FIELD(consent_new, consent_type, "The purpose.", .words = type_words),
    FIELD(consent_new, state, "What was said.", .words = state_words),
    FIELD(consent_new, source, "Where it was said: a form, a banner, a call.", .min = 1, .max = 120),
    FIELD(consent_new, at, "When it was said; now when left out.", .optional = true),
};
const struct shape consent_new_shape = SHAPE(consent_new, new_fields, "What somebody agreed to or withdrew.");

static const struct field consent_fields[] = {
    FIELD(consent, id, "Of this record."),
    FIELD(consent, identifier_type, "What the identifier is.", .words = identifier_words),
    FIELD(consent, consent_type, "The purpose.", .words = type_words),
    FIELD(consent, state, "What was said.", .words = state_words),
    FIELD(consent, source, "Where it was said."),
    FIELD(consent, at, "When it was said."),
    FIELD(consent, recorded_at, "When it was recorded."),
    FIELD(consent, recorded_by, "By whom."),
    FIELD(consent, identifier_hash, "Never sent."),
};
const struct shape consent_shape = SHAPE(consent, consent_fields, "One record of the registry.");

/* As its columns are. */
static const struct field stored_fields[] = {
    FIELD(consent, seq, ""),
    FIELD(consent, id, ""),
    FIELD(consent, identifier_type, "", .words = identifier_words),
    FIELD(consent, identifier_hash, ""),
    FIELD(consent, consent_type, "", .words = type_words),
    FIELD(consent, state, "", .words = state_words),
    FIELD(consent, source, ""),
    FIELD(consent, at, ""),
    FIELD(consent, recorded_at, ""),
    FIELD(consent, recorded_by, ""),
};
const struct shape consent_row_shape = SHAPE(consent, stored_fields, "A row of the registry.");

static void free_hasher(void *hasher)
{
    hasher_free(hasher);
}

struct hasher *consent_hasher(struct ctx *ctx)
{
    struct hasher *hasher = hasher_new_hmac(vault_key(ctx->ports->vault, VAULT_IDENTITY));

    arena_defer(ctx->arena, free_hasher, hasher);
    return hasher;
}

struct err *consent_hash(struct ctx *ctx, struct hasher *hasher, enum identifier_type type,
                         const char *identifier, struct bytes *out)
{
    static const enum identity_type types[] = { 0, IDENTITY_EMAIL, IDENTITY_PHONE, IDENTITY_CUSTOMER_ID };
    unsigned char *hash = arena_alloc(ctx->arena, IDENTITY_HASH);

    if (!identity_key(ctx->arena, hasher, types[type], identifier, hash))
        return err_new(ctx, ERR_INVALID, "identifier", "is no usable %s", identifier_words[type]);
    *out = (struct bytes){ hash, IDENTITY_HASH };
    return NULL;
}

struct err *consent_hash_of(struct ctx *ctx, enum identifier_type type, const char *identifier,
                            struct bytes *out)
{
    return consent_hash(ctx, consent_hasher(ctx), type, identifier, out);
}

/* The head's row is locked from here to the commit: order of number is order of commit. */
static struct err *next_seq(struct ctx *ctx, size_t n, int64_t *last)
{
    struct err *err = store_int(ctx, &sql_consent_next, WITH(ARG("n", (int64_t)n)), last);

    if (!err_is(err, ERR_NOT_FOUND))
        return err;
    err = store_run(ctx, &sql_consent_head_make, NOTHING, NULL);
    return err ? err : store_int(ctx, &sql_consent_next, WITH(ARG("n", (int64_t)n)), last);
}

struct err *consent_append(struct ctx *ctx, struct consent *rows, size_t n)
{
    int64_t last = 0;
    struct err *err;

    assert(ctx->tx);
    err = next_seq(ctx, n, &last);
    if (err)
        return err;
    for (size_t i = 0; i < n; i++)
        rows[i].seq = last - (int64_t)n + 1 + (int64_t)i;
    err = store_many(ctx, &sql_consent_insert, &consent_row_shape, rows, n);
    if (!err)
        err = store_many(ctx, &sql_consent_now_set, &consent_row_shape, rows, n);
    for (size_t i = 0; i < n && !err; i++)
        if (rows[i].state == CONSENT_WITHDRAWN && rows[i].consent_type != CONSENT_EMAIL)
            return queue_add(ctx, "withdrawal", "registry", ctx->now); /* once for all of them */
    return err;
}

struct err *consent_row(struct ctx *ctx, struct hasher *hasher, const struct consent_new *in,
                        struct consent *out)
{
    if (in->at.us > ctx->now.us + HOURS(24))
        return err_new(ctx, ERR_INVALID, "at", "lies in the future");
    *out = (struct consent){
        .id = id_new(ctx),
        .identifier_type = in->identifier_type,
        .consent_type = in->consent_type,
        .state = in->state,
        .source = in->source,
        /* A clock that is ahead must not outlast a withdrawal that is made now. */
        .at = in->at.us && in->at.us < ctx->now.us ? in->at : ctx->now,
        .recorded_at = ctx->now,
        .recorded_by = ctx->who->id,
    };
    return consent_hash(ctx, hasher, in->identifier_type, in->identifier, &out->identifier_hash);
}

struct err *consent_record(struct ctx *ctx, const struct consent_new *in, struct consent *out)
{
    struct err *err = consent_row(ctx, consent_hasher(ctx), in, out);

    return err ? err : consent_append(ctx, out, 1);
}

struct err *consent_withdraw(struct ctx *ctx, const char *id, struct consent *out)
{
    struct err *err;

    err = store_one(ctx, &sql_consent_get, WITH(ARG("id", id)), (struct out){ &consent_row_shape, out });
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no consent record %s", id);
    if (err)
        return err;
    out->id = id_new(ctx);
    out->state = CONSENT_WITHDRAWN;
    out->source = "withdrawn in the registry";
    out->at = out->recorded_at = ctx->now;
    out->recorded_by = ctx->who->id;
    return consent_append(ctx, out, 1);
}

struct err *consent_history(struct ctx *ctx, struct bytes hash, enum consent_type type, struct consent **out,
                            size_t *n)
{
    return store_all(ctx, &sql_consent_history,
                     WITH(ARG("identifier_hash", hash), ARG("consent_type", type_words[type])),
                     (struct out_list){ &consent_row_shape, (void **)out }, n);
}

struct err *consent_head(struct ctx *ctx, int64_t *out)
{
    struct err *err = store_int(ctx, &sql_consent_head_get, NOTHING, out);

    if (err_is(err, ERR_NOT_FOUND)) {
        *out = 0;
        return NULL;
    }
    return err;
}

struct err *consent_changes(struct ctx *ctx, int64_t seq, struct consent_change **out, size_t *n)
{
    struct consent *rows = NULL;
    struct err *err;

    err = store_all(ctx, &sql_consent_now_after, WITH(ARG("seq", seq)),
                    (struct out_list){ &consent_row_shape, (void **)&rows }, n);
    if (err)
        return err;
    *out = arena_alloc(ctx->arena, (*n + 1) * sizeof(**out));
    for (size_t i = 0; i < *n; i++)
        memcpy((*out)[i].hash, rows[i].identifier_hash.at, IDENTITY_HASH);
    return NULL;
}

struct err *consent_may_send(struct ctx *ctx, const unsigned char *const hashes[3], bool *out)
{
    static const unsigned char nobody[IDENTITY_HASH];
    bool granted[N_CONSENT_TYPES] = { false }, withdrawn[N_CONSENT_TYPES] = { false };
    struct bytes bytes[3];
    struct consent *rows = NULL;
    size_t n = 0;
    struct err *err;

    for (size_t i = 0; i < 3; i++)
        bytes[i] = (struct bytes){ hashes[i] ? hashes[i] : nobody, IDENTITY_HASH };
    err =
        store_all(ctx, &sql_consent_now_of, WITH(ARG("a", bytes[0]), ARG("b", bytes[1]), ARG("c", bytes[2])),
                  (struct out_list){ &consent_row_shape, (void **)&rows }, &n);
    if (err)
        return err;
    for (size_t i = 0; i < n; i++) {
        granted[rows[i].consent_type] |= rows[i].state == CONSENT_GRANTED;
        withdrawn[rows[i].consent_type] |= rows[i].state == CONSENT_WITHDRAWN;
    }
    *out = granted[CONSENT_AD_USER_DATA] && !withdrawn[CONSENT_AD_USER_DATA] &&
           granted[CONSENT_AD_PERSONALIZATION] && !withdrawn[CONSENT_AD_PERSONALIZATION];
    return NULL;
}
