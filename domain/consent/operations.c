#include "domain/consent/consent.h"

#include "domain/consent/registry.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

static const char *const type_words[] = { "", "ad_user_data", "ad_personalization", "email", NULL };
static const char *const state_words[] = { "unknown", "granted", "withdrawn", NULL };
static const char *const identifier_words[] = { "", "email", "phone", "customer_id", NULL };

struct consent_lookup {
    enum identifier_type identifier_type;
    const char *identifier;
    enum consent_type consent_type;
};
static const struct field lookup_fields[] = {
    FIELD(consent_lookup, identifier_type, "What the identifier is.", .words = identifier_words),
    FIELD(consent_lookup, identifier, "Hashed on arrival; kept nowhere.", .min = 1, .max = 320),
    FIELD(consent_lookup, consent_type, "The purpose.", .words = type_words),
};
static const struct shape consent_lookup_shape =
    SHAPE(consent_lookup, lookup_fields, "Whose consent to what.");

struct consent_check_query {
    const char *customer_id;
    enum consent_type type;
};
static const struct field check_fields[] = {
    FIELD(consent_check_query, customer_id, "Whose.", .min = 1, .max = 320, .example = "C00001"),
    FIELD(consent_check_query, type, "The purpose.", .words = type_words, .example = "ad_user_data"),
};
static const struct shape consent_check_query_shape =
    SHAPE(consent_check_query, check_fields, "Whose consent to what; by address it is a POST.");

struct consent_status {
    enum consent_type consent_type;
    enum consent_state state;
    struct instant since;
    struct consent *history;
    size_t n_history;
};
static const struct field status_fields[] = {
    FIELD(consent_status, consent_type, "The purpose.", .words = type_words),
    FIELD(consent_status, state, "What was said last.", .words = state_words),
    FIELD(consent_status, since, "Since when.", .optional = true),
    LIST(consent_status, history, &consent_shape, "By when it was said, newest first, at most 50."),
};
static const struct shape consent_status_shape = SHAPE(
    consent_status, status_fields, "What the registry says of one identifier.", .name = "consent_state");

static void note(struct ctx *ctx, const struct consent *consent, const char *verb)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));

    said->object = consent->id;
    said->summary =
        arena_printf(ctx->arena, "%s consent to %s by %s", verb, type_words[consent->consent_type],
                     identifier_words[consent->identifier_type]);
    ctx->audit = said;
}

static struct err *record(struct ctx *ctx, const void *in, void *out)
{
    const struct consent_new *new = in;
    struct err *err = consent_record(ctx, new, out);

    if (!err)
        note(ctx, out, new->state == CONSENT_GRANTED ? "recorded" : "withdrew");
    return err;
}

static struct err *withdraw(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct consent consent = { 0 };
    struct err *err = consent_withdraw(ctx, key->id, &consent);

    (void)out;
    if (!err)
        note(ctx, &consent, "withdrew");
    return err;
}

static struct err *look_up(struct ctx *ctx, const void *in, void *out)
{
    const struct consent_lookup *lookup = in;
    struct consent_status *status = out;
    struct bytes hash;
    struct err *err;

    err = consent_hash(ctx, consent_hasher(ctx), lookup->identifier_type, lookup->identifier, &hash);
    if (err)
        return err;
    status->consent_type = lookup->consent_type;
    err = consent_history(ctx, hash, lookup->consent_type, &status->history, &status->n_history);
    if (!err && status->n_history) {
        status->state = status->history[0].state;
        status->since = status->history[0].at;
    }
    return err;
}

static struct err *check(struct ctx *ctx, const void *in, void *out)
{
    const struct consent_check_query *query = in;
    const struct consent_lookup lookup = { IDENTIFIER_CUSTOMER_ID, query->customer_id, query->type };

    return look_up(ctx, &lookup, out);
}

const struct operation consent_operations[N_CONSENT_OPERATIONS] = {
    [CONSENT_RECORD] = CHANGE("consent_record", record, ROLE_ADMIN, &consent_new_shape, &consent_shape,
                              "Record a consent or a withdrawal"),
    [CONSENT_WITHDRAW] =
        CHANGE("consent_withdraw", withdraw, ROLE_ADMIN, &key_shape, NULL, "Withdraw what a record granted"),
    [CONSENT_CHECK] = READ("consent_check", check, ROLE_USER, &consent_check_query_shape,
                           &consent_status_shape, "What a customer agreed to"),
    [CONSENT_LOOKUP] = READ("consent_lookup", look_up, ROLE_ADMIN, &consent_lookup_shape,
                            &consent_status_shape, "What an address or number agreed to"),
};
