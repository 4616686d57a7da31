/*
 * What is open, and the certificate of one person.
 */
#include "domain/withdrawals/inner.h"

#include "domain/consent/consent.h"
#include "domain/withdrawals/withdrawals.sql.h"
#include "packages/store/store.h"

static const char *const identifier_words[] = { "", "email", "phone", "customer_id", NULL };

static const struct field removal_fields[] = {
    FIELD(removal, platform, "Name of the connector.", .example = "google-ads"),
    FIELD(removal, account_id, "Our id of the account."),
    FIELD(removal, account_name, "Its name."),
    FIELD(removal, list_name, "Name of the list."),
    FIELD(removal, list_id, "The platform's id of the list.", .optional = true),
    FIELD(removal, state,
          "open, blocked (it needs a person), sent, confirmed by the platform, or void: they agreed again.",
          .words = removal_state_words),
    FIELD(removal, people, "How many people."),
    FIELD(removal, asked_at, "When the withdrawal was recorded; of several the first."),
    FIELD(removal, sent_at, "When the removal was sent.", .optional = true),
    FIELD(removal, confirmed_at, "When the platform had done it.", .optional = true),
    FIELD(removal, cause, "What stands in the way.", .optional = true),
    FIELD(removal, next_step, "What to do about it.", .optional = true),
};
const struct shape removal_shape = SHAPE(removal, removal_fields, "People who are taken off a list.");

struct removal_query {
    const char *state;
    int64_t limit;
};
static const struct field query_fields[] = {
    FIELD(removal_query, state, "Only these: open, blocked, sent or confirmed.", .max = 20, .optional = true),
    FIELD(removal_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape removal_query_shape = SHAPE(removal_query, query_fields, "Which removals.");

struct removal_page {
    struct removal *items;
    size_t n_items;
};
static const struct field page_fields[] = {
    LIST(removal_page, items, &removal_shape, "Newest first, by list, state and cause."),
};
static const struct shape removal_page_shape =
    SHAPE(removal_page, page_fields, "Removals after withdrawals.");

struct person {
    enum identifier_type identifier_type;
    const char *identifier;
};
static const struct field person_fields[] = {
    FIELD(person, identifier_type, "What the identifier is.", .words = identifier_words),
    FIELD(person, identifier, "Hashed on arrival; kept nowhere.", .min = 1, .max = 320),
};
static const struct shape person_shape =
    SHAPE(person, person_fields, "Whose certificate.", .name = "consent_person");

struct certificate {
    bool is_complete;
    struct removal *removals;
    size_t n_removals;
    struct instant made_at;
};
static const struct field certificate_fields[] = {
    FIELD(certificate, is_complete, "Every list has confirmed. False too when there was none."),
    LIST(certificate, removals, &removal_shape, "One row a list and withdrawal, newest first."),
    FIELD(certificate, made_at, "When this was made."),
};
static const struct shape certificate_shape =
    SHAPE(certificate, certificate_fields, "Where a person was taken off, and when.",
          .name = "consent_certificate");

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    const struct removal_query *query = in;
    struct removal_page *page = out;

    return store_all(ctx, &sql_removal_groups,
                     WITH(ARG("state", query->state), ARG("limit", query->limit ? query->limit : 100)),
                     OUT_LIST(removal, &page->items), &page->n_items);
}

static struct err *certify(struct ctx *ctx, const void *in, void *out)
{
    const struct person *person = in;
    struct certificate *certificate = out;
    struct bytes hash;
    struct err *err;

    err = consent_hash_of(ctx, person->identifier_type, person->identifier, &hash);
    if (!err)
        err = store_all(ctx, &sql_removal_person, WITH(ARG("identifier_hash", hash)),
                        OUT_LIST(removal, &certificate->removals), &certificate->n_removals);
    if (err)
        return err;
    certificate->made_at = ctx->now;
    certificate->is_complete = certificate->n_removals > 0;
    for (size_t i = 0; i < certificate->n_removals; i++)
        certificate->is_complete &= certificate->removals[i].state >= REMOVAL_CONFIRMED;
    return NULL;
}

const struct operation withdrawal_operations[N_WITHDRAWAL_OPERATIONS] = {
    [REMOVAL_LIST] = READ("removal_list", list, ROLE_USER, &removal_query_shape, &removal_page_shape,
                          "List removals after withdrawals"),
    [CONSENT_CERTIFICATE] = READ("consent_certificate", certify, ROLE_ADMIN, &person_shape,
                                 &certificate_shape, "Certify where a person was taken off"),
};
