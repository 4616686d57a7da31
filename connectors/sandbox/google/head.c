#include "connectors/sandbox/google/batch.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const consent_words[] = { "CONSENT_STATUS_UNSPECIFIED", "CONSENT_GRANTED",
                                             "CONSENT_DENIED", NULL };
static const char *const encoding_words[] = { "ENCODING_UNSPECIFIED", "HEX", "BASE64", NULL };
static const char *const terms_words[] = { "TERMS_OF_SERVICE_STATUS_UNSPECIFIED", "ACCEPTED", "REJECTED",
                                           NULL };
static const char *const account_type_words[] = { "ACCOUNT_TYPE_UNSPECIFIED",
                                                  "GOOGLE_ADS",
                                                  "DISPLAY_VIDEO_PARTNER",
                                                  "DISPLAY_VIDEO_ADVERTISER",
                                                  "DATA_PARTNER",
                                                  "GOOGLE_ANALYTICS_PROPERTY",
                                                  "GOOGLE_AD_MANAGER_AUDIENCE_LINK",
                                                  NULL };
enum { TYPE_GOOGLE_ADS = 1, TERMS_ACCEPTED = 1 };

bool enum_read(json_t *value, const char *const *words, unsigned *out)
{
    for (unsigned i = 0; words[i]; i++) {
        if (json_is_string(value) ? text_is(words[i], json_string_value(value))
                                  : json_is_integer(value) && json_integer_value(value) == i) {
            *out = i;
            return true;
        }
    }
    return !value || json_is_null(value);
}

/* `reason` is Google's; it becomes the message's first word, see batch.c. */
static struct err *bad(struct ctx *ctx, const char *field, const char *reason)
{
    return err_new(ctx, ERR_INVALID, arena_printf(ctx->arena, "/%s", field), "%s", reason);
}

/* ERR_NOT_FOUND for a member of the object that isn't in `known`. */
static struct err *only(struct ctx *ctx, json_t *object, const char *field, const char *const *known)
{
    const char *key;
    json_t *value;

    if (!json_is_object(object))
        return bad(ctx, field, "INVALID_FORMAT");
    json_object_foreach(object, key, value)
    {
        size_t i = 0;

        while (known[i] && !text_is(known[i], key))
            i++;
        if (!known[i])
            return err_new(ctx, ERR_NOT_FOUND, arena_printf(ctx->arena, "/%s", key), "UNKNOWN");
    }
    return NULL;
}

struct err *consents_read(struct ctx *ctx, json_t *value, struct consents *out)
{
    static const char *const known[] = { "adUserData", "adPersonalization", NULL };
    unsigned user_data = 0, personalization = 0;
    struct err *err;

    err = only(ctx, value, "consent", known);
    if (err)
        return err;
    if (!enum_read(json_object_get(value, "adUserData"), consent_words, &user_data))
        return bad(ctx, "consent.ad_user_data", "INVALID_ENUM_VALUE");
    if (!enum_read(json_object_get(value, "adPersonalization"), consent_words, &personalization))
        return bad(ctx, "consent.ad_personalization", "INVALID_ENUM_VALUE");
    *out = (struct consents){ (enum consent)user_data, (enum consent)personalization };
    return NULL;
}

static bool is_digits(const char *text)
{
    return text && *text && strlen(text) < 20 && strspn(text, "0123456789") == strlen(text);
}

static struct err *read_account(struct ctx *ctx, json_t *value, const char *field, const char **out)
{
    static const char *const known[] = { "accountType", "accountId", "product", NULL };
    const char *id = json_string_value(json_object_get(value, "accountId"));
    unsigned type = TYPE_GOOGLE_ADS;
    struct err *err;

    err = only(ctx, value, field, known);
    if (err)
        return err;
    if (!enum_read(json_object_get(value, "accountType"), account_type_words, &type))
        return bad(ctx, field, "INVALID_ENUM_VALUE");
    if (type != TYPE_GOOGLE_ADS || !is_digits(id))
        return bad(ctx, field, "INVALID_DESTINATION");
    *out = id;
    return NULL;
}

static struct err *read_destination(struct ctx *ctx, json_t *value, const char *field,
                                    struct destination *out)
{
    static const char *const known[] = { "reference",     "operatingAccount",     "loginAccount",
                                         "linkedAccount", "productDestinationId", NULL };
    struct err *err;

    err = only(ctx, value, field, known);
    if (err)
        return err;
    out->reference = json_string_value(json_object_get(value, "reference"));
    out->list_text = json_string_value(json_object_get(value, "productDestinationId"));
    if (!json_object_get(value, "operatingAccount"))
        return bad(ctx, arena_printf(ctx->arena, "%s.operating_account", field), "REQUIRED_FIELD_MISSING");
    err = read_account(ctx, json_object_get(value, "operatingAccount"),
                       arena_printf(ctx->arena, "%s.operating_account", field), &out->account);
    if (!err && json_object_get(value, "loginAccount"))
        err = read_account(ctx, json_object_get(value, "loginAccount"),
                           arena_printf(ctx->arena, "%s.login_account", field), &out->login);
    if (err)
        return err;
    if (!is_digits(out->list_text))
        return bad(ctx, arena_printf(ctx->arena, "%s.product_destination_id", field), "INVALID_USER_LIST_ID");
    out->list_id = strtoull(out->list_text, NULL, 10);
    return NULL;
}

static struct err *read_destinations(struct ctx *ctx, struct head *head, json_t *value)
{
    struct batch *batch = head->batch;
    struct err *err;
    json_t *item;
    size_t i;

    if (!json_is_array(value))
        return bad(ctx, "destinations", "INVALID_FORMAT");
    if (json_array_size(value) > MOST_DESTINATIONS)
        return bad(ctx, "destinations", "TOO_MANY_DESTINATIONS");
    json_array_foreach(value, i, item)
    {
        struct destination *destination = &batch->destinations[i];

        err = read_destination(ctx, item, arena_printf(ctx->arena, "destinations[%zu]", i), destination);
        if (err)
            return err;
        for (size_t j = 0; j < i; j++)
            if (destination->reference && text_is(destination->reference, batch->destinations[j].reference))
                return bad(ctx, arena_printf(ctx->arena, "destinations[%zu].reference", i),
                           "DUPLICATE_DESTINATION_REFERENCE");
    }
    batch->n_destinations = json_array_size(value);
    return NULL;
}

static struct err *read_consent(struct ctx *ctx, struct head *head, json_t *value)
{
    return consents_read(ctx, value, &head->batch->consent);
}

static struct err *read_encoding(struct ctx *ctx, struct head *head, json_t *value)
{
    unsigned encoding = 0;

    if (!enum_read(value, encoding_words, &encoding))
        return bad(ctx, "encoding", "INVALID_ENUM_VALUE");
    head->encoding = (enum encoding)encoding;
    return NULL;
}

static struct err *read_terms(struct ctx *ctx, struct head *head, json_t *value)
{
    static const char *const known[] = { "customerMatchTermsOfServiceStatus", NULL };
    unsigned status = 0;
    struct err *err;

    err = only(ctx, value, "terms_of_service", known);
    if (err)
        return err;
    if (!enum_read(json_object_get(value, known[0]), terms_words, &status))
        return bad(ctx, "terms_of_service", "INVALID_ENUM_VALUE");
    head->batch->accepts_terms = status == TERMS_ACCEPTED;
    return NULL;
}

static struct err *read_validate_only(struct ctx *ctx, struct head *head, json_t *value)
{
    if (!json_is_boolean(value))
        return bad(ctx, "validate_only", "INVALID_FORMAT");
    head->batch->validates_only = json_is_true(value);
    return NULL;
}

static struct err *read_encryption(struct ctx *ctx, struct head *head, json_t *value)
{
    (void)head;
    (void)value;
    return bad(ctx, "encryption_info", "INVALID_ARGUMENT"); /* the sandbox has no key to open it with */
}

struct err *head_field(struct ctx *ctx, struct head *head, const char *key, json_t *value)
{
    static const struct {
        const char *key;
        struct err *(*read)(struct ctx *ctx, struct head *head, json_t *value);
        bool is_for_ingest; /* alone */
    } fields[] = {
        { "consent", read_consent, true },      { "destinations", read_destinations, false },
        { "encoding", read_encoding, false },   { "encryptionInfo", read_encryption, false },
        { "termsOfService", read_terms, true }, { "validateOnly", read_validate_only, false },
    };

    for (size_t i = 0; i < COUNT(fields); i++)
        if (text_is(fields[i].key, key) && !(fields[i].is_for_ingest && head->is_removal))
            return json_is_null(value) ? NULL : fields[i].read(ctx, head, value);
    return err_new(ctx, ERR_NOT_FOUND, arena_printf(ctx->arena, "/%s", key), "UNKNOWN");
}
